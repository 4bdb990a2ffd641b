"""The documents about Footnote are held to what is there: commands, files, functions, settings, messages."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

ROOT: Path = settings.BASE_DIR
PACKAGES = ("access", "assistant", "config", "evaluation", "gateway", "guard", "ingestion", "retrieval")
DOCS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
PAGES = {str(path.relative_to(ROOT)): path.read_text() for path in DOCS}
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
QUOTED = re.compile(r"“([^”]+)”")
DOTTED = re.compile(rf"(?:{'|'.join(PACKAGES)})(?:\.\w+)+")


def anchors(text: str) -> set[str]:
    """The anchors that a page's headings make."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def modules() -> list[Path]:
    """Our own Python files."""
    return [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]


@cache
def words_of_the_code() -> str:
    """Every text in the code, however it is broken over lines, and those of the scripts that install."""
    texts = [(ROOT / name).read_text() for name in ("Makefile", "deploy/packages.sh")]
    for path in modules():
        constants = (node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant))
        texts += [value for value in constants if isinstance(value, str)]
    return "\n".join(texts)


def names_in(tree: ast.AST) -> dict[str, ast.AST]:
    """What a module or a class defines at its top."""
    found: dict[str, ast.AST] = {}
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found[node.name] = node
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name: node for alias in node.names}
    return found


def is_there(dotted: str) -> bool:
    """Whether a dotted name leads to a package, a module, or something defined in one."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        place = ROOT.joinpath(*parts[:length])
        file = place.with_suffix(".py") if place.with_suffix(".py").is_file() else place / "__init__.py"
        if file.is_file():
            tree: ast.AST | None = ast.parse(file.read_text())
            for name in parts[length:]:
                tree = names_in(tree).get(name) if tree else None
            return tree is not None
    return False


def test_the_readme_fits_one_screen():
    assert len(PAGES["README.md"].splitlines()) <= 70


@pytest.mark.parametrize("name", sorted(name for name, app in get_commands().items() if app.split(".")[0] in PACKAGES))
def test_every_command_is_in_the_docs(name):
    assert re.search(rf"manage\.py {name}\b", PAGES["README.md"] + PAGES["docs/operations.md"])


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_is_named_exists(page):
    named = set(re.findall(r"manage\.py ([a-z]\w+)", PAGES[page]))
    assert named <= get_commands().keys()


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page):
    for target in LINK.findall(PAGES[page]):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        there = (ROOT / page).parent / path if path else ROOT / page
        assert there.exists(), target
        assert not anchor or anchor in anchors(there.read_text()), target


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_is_named_exists(page):
    top = {path.name for path in ROOT.iterdir()} - {"var", ".venv"}
    for code in CODE.findall(PAGES[page]):
        if re.fullmatch(r"[\w.-]+/[\w./-]*", code) and code.split("/")[0] in top:
            assert (ROOT / code).exists(), code


@pytest.mark.parametrize("page", PAGES)
def test_every_function_that_is_named_exists(page):
    for code in CODE.findall(PAGES[page]):
        if DOTTED.fullmatch(code) and not code.endswith((".py", ".in", ".txt")) and code != "access.add_collection":
            assert is_there(code), code


@pytest.mark.parametrize("page", PAGES)
def test_every_setting_that_is_named_exists(page):
    declared = settings.ENV.declared.keys()
    for name in re.findall(r"\b(?:FOOTNOTE|LLM)_[A-Z_]+\b|\b[A-Z]+_URL\b", PAGES[page]):
        known = name.removesuffix("_FILE") in declared or name in {"FOOTNOTE_", "PIP_EXTRA_INDEX_URL", "INDEX_URL"}
        assert known, name


def test_every_message_in_the_troubleshooting_table_is_one_that_the_code_says():
    table = PAGES["docs/operations.md"].partition("## Troubleshooting")[2]
    messages = [message for row in table.splitlines() if row.startswith("|") for message in QUOTED.findall(row.split("|")[1])]
    assert len(messages) > 20
    missing = [message for message in messages if message not in words_of_the_code()]
    assert not missing


def test_every_target_of_make_is_real():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for text in PAGES.values():
        assert set(re.findall(r"`make ([a-z]+)`", text)) <= targets
