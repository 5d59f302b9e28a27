"""What a guardian, or an adult for himself, agrees to when enrolling: the words by version; an enrolment keeps which and when."""

from django.utils.translation import gettext_lazy as _

CURRENT = "2026-1"
# Words of a version never change once somebody agreed to them; new words are a new version.
TEXTS = {
    "2026-1": _(
        "为办好这个服务项目,我们收集您填写的姓名、电话、年级、居住地和健康提示等信息,只给举办的村(社区)和乡镇(街道)值班人员使用,"
        "加密保存,不向其他单位和个人提供;用于排名额、联系您、照护和接送,项目结束后按规定期限保存、到期删除。"
        "您可以随时凭报名号和查询码退出,也可以要求更正或删除。为未满十四周岁的孩子报名,应由监护人填写并同意。"
    )
}
