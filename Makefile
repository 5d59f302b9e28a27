# Bihuan 闭环. Needs Python 3.11 or newer and make, nothing else. `make` alone lists the commands.
# DATABASE_URL=postgres://… and REDIS_URL=… switch every command from the embedded SQLite to those servers.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup frontend translations run demo test e2e check bench lock hooks clean development documentation reference screenshots

VENV := .venv
BIN := $(VENV)/bin
MADE := $(VENV)/.made
STATIC := src/bihuan/web/static/bihuan
MANIFEST := $(STATIC)/vite-manifest.json
PIP := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-input --only-binary :all:
PINNED := $(PIP) --require-hashes -r
# A Node wheel, where one was needed, lies in the environment and so comes first.
NPM := PATH="$(abspath $(BIN)):$$PATH" npm --prefix frontend
say = @printf '\033[1m%s\033[0m\n' '==> $(1)'

help: ## 列出这些命令 / list these commands
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# --- environment --------------------------------------------------------------------------------------------------

setup: $(MADE)/package ## 建立运行环境:虚拟环境与锁定版本的依赖 / make the environment with its pinned dependencies
	@echo "环境就绪 / environment ready: $(VENV)"

development: $(MADE)/development
documentation: $(MADE)/documentation

$(BIN)/python:
	$(call say,建立虚拟环境 / making $(VENV))
	@for candidate in $(PYTHON) python3.11 python3 python3.14 python3.13 python3.12 python; do \
	  if command -v "$$candidate" >/dev/null 2>&1 \
	    && "$$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    exec "$$candidate" -m venv $(VENV); \
	  fi; \
	done; \
	echo '需要 Python 3.11 或更高版本(含 venv)。请安装后重试,或用 make PYTHON=/路径/python3.11 指定。' >&2; \
	echo 'Python 3.11 or newer with venv is needed. Install it, or name it: make PYTHON=/path/to/python3.11' >&2; \
	exit 1

$(MADE)/product: requirements/product.txt requirements/build.txt | $(BIN)/python
	$(call say,安装产品依赖 / installing what the product needs)
	@$(PINNED) requirements/build.txt
	@$(PINNED) requirements/product.txt
	@mkdir -p $(MADE) && touch $@

$(MADE)/package: pyproject.toml requirements/product.in $(MADE)/product
	$(call say,安装 bihuan 命令 / installing the command $(BIN)/bihuan)
	@$(PIP) --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(MADE)/development: requirements/development.txt $(MADE)/product
	$(call say,安装检查与测试工具 / installing what checks and tests need)
	@$(PINNED) requirements/development.txt
	@touch $@

$(MADE)/documentation: requirements/docs.txt $(MADE)/product
	$(call say,安装文档工具 / installing what the documentation needs)
	@$(PINNED) requirements/docs.txt
	@touch $@

# --- front end and translations -----------------------------------------------------------------------------------

frontend: $(MANIFEST) ## 构建前端(没有 Node 时使用 Python 轮子里的 Node)/ build the front end, with Node from a wheel where there is none
	@echo "前端就绪 / front end ready: $(STATIC)"

$(MADE)/node: requirements/frontend.txt $(MADE)/product
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null \
	  && command -v npm >/dev/null 2>&1 \
	  || { printf '\033[1m%s\033[0m\n' '==> 安装 Node 轮子 / installing Node from a wheel'; $(PINNED) requirements/frontend.txt; }
	@touch $@

frontend/node_modules/.package-lock.json: frontend/package-lock.json frontend/package.json frontend/.npmrc $(MADE)/node
	$(call say,安装前端依赖 / installing what the front end needs)
	@$(NPM) ci --no-progress --loglevel=error
	@touch $@

$(MANIFEST): frontend/node_modules/.package-lock.json frontend/vite.config.ts frontend/field.config.ts $(wildcard frontend/build/* frontend/field/* frontend/src/* frontend/src/*/* frontend/styles/* frontend/styles/*/*)
	$(call say,构建前端 / building the front end)
	@$(NPM) run --silent build -- --logLevel error
	@touch $@

translations: $(patsubst %.po,%.mo,$(wildcard src/bihuan/locale/*/LC_MESSAGES/*.po)) ## 编译界面译文 / compile the translations
	@echo "译文就绪 / translations ready"

%.mo: %.po | $(MADE)/product
	$(call say,编译译文 / compiling $<)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

# --- using it -----------------------------------------------------------------------------------------------------

run: setup frontend translations ## 一条命令运行:建环境、建库、载入示范县、启动服务 / everything up to a running server with the reference county
	$(call say,建立或升级数据库 / migrating the database)
	@$(BIN)/bihuan migrate
	$(call say,载入示范县(已有数据则跳过)/ loading the reference county unless there are data)
	@$(BIN)/bihuan demo
	$(call say,启动服务与后台任务 / starting the server and its job worker)
	@exec $(BIN)/bihuan serve $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

demo: setup translations ## 载入示范县,可加 SEED=7 SCALE=2 / load the reference county
	$(call say,载入示范县 / loading the reference county)
	@$(BIN)/bihuan migrate
	@$(BIN)/bihuan demo $(if $(SEED),--seed $(SEED)) $(if $(SCALE),--scale $(SCALE))

bench: setup frontend translations ## 测速,可加 SCALE=100k|1m / measure the speed, JSON out
	$(call say,测速 / measuring)
	@$(BIN)/bihuan bench $(if $(SCALE),--scale $(SCALE)) $(ARGS)

# --- tests and checks ---------------------------------------------------------------------------------------------

test: setup development frontend translations ## 运行测试(不含浏览器与测速),可加 ARGS=… / run the tests
	$(call say,测试 / testing on $(if $(DATABASE_URL),$(firstword $(subst :, ,$(DATABASE_URL))),sqlite))
	@$(BIN)/pytest -n 2 -m 'not e2e and not bench and not slow' $(ARGS)

e2e: setup development frontend translations ## 用真实浏览器走完整流程 / walk through the product in a real browser
	$(call say,浏览器测试 / browser tests)
	@$(BIN)/pytest -n 2 -m 'e2e or slow' $(ARGS)

check: setup development documentation frontend translations ## 全部静态检查 / format, lint, types, imports, migrations, translations, docs
	$(call say,格式 / format)
	@$(BIN)/ruff format --check --quiet . || { echo '请运行 / run: $(BIN)/ruff format .'; exit 1; }
	$(call say,规则 / lint)
	@$(BIN)/ruff check --quiet .
	$(call say,提交内容 / committed text)
	@$(BIN)/python scripts/check_committed_text.py
	$(call say,类型 / types)
	@$(BIN)/mypy
	@$(NPM) run --silent check
	$(call say,模块方向 / imports)
	@$(BIN)/lint-imports --no-logo
	$(call say,数据库迁移 / migrations)
	@$(BIN)/bihuan makemigrations --check --dry-run
	$(call say,译文 / translations)
	@$(BIN)/python scripts/translations.py check
	$(call say,文档 / documentation)
	@$(BIN)/sphinx-build -W --keep-going --quiet docs docs/_build/html

# --- manual -------------------------------------------------------------------------------------------------------

reference: setup translations ## 重写手册中由代码生成的页 / write the pages of the manual that repeat the code
	$(call say,生成对照页 / writing docs/reference)
	@$(BIN)/python scripts/reference.py

screenshots: setup development frontend translations ## 重拍手册插图(需要 Chromium),可加 BASE=网址 NAMES=… / take the pictures of the manual
	$(call say,拍摄插图 / taking the pictures)
	@$(BIN)/python scripts/screenshots.py $(if $(BASE),--base $(BASE)) $(NAMES)

# --- upkeep -------------------------------------------------------------------------------------------------------

LOCKS := product build frontend development docs lock

lock: | $(BIN)/python ## 重新锁定依赖版本 / pin all dependencies anew
	$(call say,锁定依赖 / pinning dependencies)
	@$(PINNED) requirements/lock.txt
	@for name in $(LOCKS); do \
	  echo "requirements/$$name.txt"; \
	  $(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	    $(UPGRADE) requirements/$$name.in --output-file requirements/$$name.txt || exit 1; \
	done

hooks: ## 提交前自动检查 / check before each commit
	$(call say,启用提交前检查 / turning on the checks before a commit)
	@git config core.hooksPath scripts/hooks

clean: ## 删除环境与构建产物,保留 var/ 中的数据 / remove environment and build output; var/ with all data stays
	$(call say,清理 / cleaning)
	@rm -rf $(VENV) $(STATIC) frontend/node_modules frontend/gallery-built build docs/_build src/*.egg-info
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.*
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
	@find src/bihuan -name '*.mo' -delete
