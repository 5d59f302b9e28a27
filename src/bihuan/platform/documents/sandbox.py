"""What a Word template may say: fields of its paper, lists gone through once, conditions, three filters. Nothing else runs.

A template that a town brings is hostile input until proved otherwise. Every piece of it that docxtpl renders (body,
headers, footers, notes, properties) passes through this environment, which reads the syntax tree before anything runs.
"""

from django.utils.translation import gettext as _
from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bihuan.kernel.errors import Invalid
from bihuan.platform.documents.declaration import Document

MAX_BLANK = 60
LOOP = frozenset({"index", "first", "last", "length"})
_PLAIN = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.Const, nodes.And, nodes.Or, nodes.Not, nodes.Compare,
    nodes.Operand, nodes.CondExpr,
)  # fmt: skip


def line(value: object, blank: int = 6) -> object:
    """The value, or a line to write on."""
    return value if str(value).strip() else "_" * min(int(blank), MAX_BLANK)


def paragraphs(value: object) -> str:
    """Each line of the value as a paragraph of its own."""
    return "\a".join(part.strip() for part in str(value).split("\n") if part.strip())


def or_blank(value: object, blank: str = "") -> object:
    """The value, or these words."""
    return value if str(value).strip() else blank


FILTERS = {"line": line, "paragraphs": paragraphs, "or_blank": or_blank}


class PaperEnvironment(ImmutableSandboxedEnvironment):
    """The environment of one paper's templates."""

    def __init__(self, document: Document) -> None:
        super().__init__(autoescape=True)
        self.names = document.names()
        self.globals.clear()
        self.tests.clear()
        self.filters.clear()
        self.filters.update(FILTERS)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Read a template, and refuse it unless everything in it is allowed.

        Raises:
            Invalid: it is not readable, or says what papers may not.
        """
        try:
            tree = super()._parse(source, name, filename)
        except (TemplateSyntaxError, RecursionError, MemoryError) as error:
            raise Invalid(
                _("模板里的标记写得不完整:%(why)s。请检查 {{ }} 和 {%% %%} 是否成对。") % {"why": str(error)[:120]},
                field="file",
                code="syntax",
            ) from error
        _Reading(self.names).walk(tree)
        return tree


class _Reading:
    """Walks a syntax tree; `rows` maps the variable of the loop one is in to the fields of its list."""

    def __init__(self, names: dict[str, frozenset[str]]) -> None:
        self.names = names
        self.rows: dict[str, frozenset[str]] = {}

    def walk(self, node: nodes.Node) -> None:
        if isinstance(node, nodes.For):
            self._loop(node)
        elif isinstance(node, nodes.Getattr):
            self._attribute(node)
        elif isinstance(node, nodes.Name):
            if node.ctx != "load" or node.name not in self.names:
                raise _unknown(node.name)
        elif isinstance(node, nodes.Filter):
            self._filter(node)
        elif isinstance(node, _PLAIN):
            for below in node.iter_child_nodes():
                self.walk(below)
        else:
            raise _not_allowed(type(node).__name__)

    def _filter(self, node: nodes.Filter) -> None:
        if node.name not in FILTERS or node.node is None:
            raise _not_allowed(node.name)
        if node.kwargs or node.dyn_args or node.dyn_kwargs:
            raise _not_allowed(node.name)
        for below in (node.node, *node.args):
            self.walk(below)

    def _loop(self, node: nodes.For) -> None:
        if (
            self.rows
            or node.recursive
            or node.test is not None
            or node.else_
            or not isinstance(node.target, nodes.Name)
        ):
            raise Invalid(
                _("模板里的循环只能写成 {%% for 行 in 列表 %%},并且不能一个套一个。"), field="file", code="loop"
            )
        over = node.iter
        if not isinstance(over, nodes.Name) or not self.names.get(over.name):
            raise _unknown(over.name if isinstance(over, nodes.Name) else "")
        self.walk(node.iter)
        if node.target.name in self.names or node.target.name == "loop":
            raise _unknown(node.target.name)
        self.rows = {node.target.name: self.names[over.name], "loop": LOOP}
        for below in node.body:
            self.walk(below)
        self.rows = {}

    def _attribute(self, node: nodes.Getattr) -> None:
        held = node.node
        if not isinstance(held, nodes.Name) or node.attr not in self.rows.get(held.name, ()):
            raise _unknown(f"{held.name}.{node.attr}" if isinstance(held, nodes.Name) else node.attr)


def _unknown(name: str) -> Invalid:
    return Invalid(
        _("模板里的“%(name)s”不是这种文书的字段,请对照字段表改正。") % {"name": name[:60]},
        field="file",
        code="unknown_field",
    )


def _not_allowed(what: str) -> Invalid:
    return Invalid(
        _("模板里有文书不允许的写法(%(what)s),只能用字段、循环和判断。") % {"what": what[:40]},
        field="file",
        code="not_allowed",
    )
