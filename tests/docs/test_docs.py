"""The documents say what is there: links, settings, commands, tests and words are looked up."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import typer

import redcloud
from redcloud import cli
from tests.docs.reading import ROOT, Document, documents, repository_files

SOURCE = Path(redcloud.__file__).parent
DOCUMENTS = documents()
GLOSSARY = Document(ROOT / "docs" / "glossary.md")
PRIVACY = Document(ROOT / "docs" / "privacy.md")
STAGE_PAGES = [page for page in DOCUMENTS if page.path.parent.name == "stages" and page.path.stem != "README"]
SET_BY_THE_PROGRAM = frozenset({"DJANGO_SETTINGS_MODULE"})
each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)


# --- links and paths --------------------------------------------------------------------------


@each_document
def test_every_relative_link_resolves(document: Document):
    broken = []
    for link in document.links():
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        path = (document.path.parent / target).resolve() if target else document.path
        if not path.exists() or (anchor and anchor not in Document(path).anchors()):
            broken.append(link)
    assert broken == []


@each_document
def test_every_path_named_in_code_exists(document: Document):
    named = [
        span
        for span in document.code_spans()
        if re.fullmatch(r"(src|tests|docs|scripts|requirements)/[\w./-]+", span)
    ]
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_documents_that_everybody_looks_for_are_there():
    names = {document.name for document in DOCUMENTS}
    assert names >= {
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "docs/privacy.md",
        "docs/glossary.md",
        "docs/operations.md",
        "docs/adr/README.md",
        "docs/stages/README.md",
    }


# --- settings ---------------------------------------------------------------------------------


def variables_read(path: Path) -> set[str]:
    """Names given as first argument to ``env…()``, ``os.getenv``, ``os.environ.get`` or ``os.environ[]``."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args:
            called, first = ast.unparse(node.func), node.args[0]
        elif isinstance(node, ast.Subscript):
            called, first = ast.unparse(node.value), node.slice
        else:
            continue
        if re.fullmatch(r"env(\.\w+)?|os\.getenv|os\.environ(\.\w+)?", called) and isinstance(
            first, ast.Constant
        ):
            names.add(str(first.value))
    return names - SET_BY_THE_PROGRAM


def all_variables() -> set[str]:
    return set().union(*(variables_read(path) for path in SOURCE.rglob("*.py")))


def test_the_reader_of_variables_finds_every_way_of_reading(tmp_path: Path):
    module = tmp_path / "module.py"
    module.write_text(
        "env('A'); env.int('B', default=1); os.getenv('C'); os.environ['D']; os.environ.get('E'); no('F')\n"
    )
    assert variables_read(module) == {"A", "B", "C", "D", "E"}


def test_every_environment_variable_is_documented():
    operations = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    spans = set(re.findall(r"[A-Z][A-Z0-9_]{3,}", operations))
    assert len(all_variables()) >= 5
    assert all_variables() - spans == set()


def test_no_document_names_a_variable_that_nothing_reads():
    named = {name for document in DOCUMENTS for name in re.findall(r"REDCLOUD_[A-Z_]*[A-Z]", document.text)}
    others = [ROOT / "Makefile", *(ROOT / "scripts").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    read_elsewhere = "".join(path.read_text(encoding="utf-8") for path in others)
    assert {name for name in named - all_variables() if name not in read_elsewhere} == set()


# --- commands ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def command_line() -> Any:
    if not cli.app.registered_commands:
        cli._assemble()
    return typer.main.get_command(cli.app)


def usages(document: Document) -> list[list[str]]:
    """The words after each ``redcloud`` that begins a piece of the document's code."""
    found = []
    for line in document.code_lines():
        for call in re.split(r"[,;|&]\s", line):
            match = re.match(r"(?:\$ )?(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?redcloud((?: +\S+)*)", call.strip())
            if match:
                found.append(match.group(1).split())
    return found


def fault(group: Any, words: list[str]) -> str | None:
    """Say what is wrong with a usage, or None. The words after ``manage`` are Django's."""
    command = group
    for position, word in enumerate(words):
        if not hasattr(command, "commands") or not re.fullmatch(r"[a-z][a-z-]*", word):
            words = words[position:]
            break
        if word not in command.commands:
            return f"no command {word!r}"
        command = command.commands[word]
    else:
        words = []
    if command.name == "manage":
        return None
    options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    unknown = [
        word
        for word in (word.strip("[]").partition("=")[0] for word in words)
        if word.startswith("--") and word not in {*options, "--help"}
    ]
    return f"no option {unknown[0]!r} of {command.name!r}" if unknown else None


@each_document
def test_every_command_named_exists_with_its_options(document: Document, command_line: Any):
    faults = [(words, fault(command_line, words)) for words in usages(document)]
    assert [found for found in faults if found[1]] == []


def test_a_command_that_does_not_exist_is_noticed(command_line: Any):
    assert fault(command_line, ["conjure"]) == "no command 'conjure'"
    assert fault(command_line, ["messages", "--conjure"]) == "no option '--conjure' of 'messages'"


def test_every_command_is_named_in_the_readme_or_in_operations(command_line: Any):
    text = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/operations.md"))
    assert [name for name in command_line.commands if f"redcloud {name}" not in text] == []


@each_document
def test_every_make_target_named_exists(document: Document):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {
        match.group(1)
        for line in document.code_lines()
        if (match := re.match(r"(?:\$ )?make ([a-z]+)$", line))
    }
    assert named <= targets


# --- privacy, glossary, decisions -------------------------------------------------------------


def test_each_of_the_ten_lines_names_its_test_or_says_that_it_is_not_held_yet():
    parts = re.split(r"^### (\d+)\. ", PRIVACY.text, flags=re.MULTILINE)[1:]
    lines = dict(zip(map(int, parts[::2]), parts[1::2], strict=True))
    assert list(lines) == list(range(1, 11))
    for number, text in lines.items():
        held = re.search(r"^Held by: .*`tests/\S+\.py`", text, re.MULTILINE)
        assert held or "Not held yet: " in text, number


def glossary_rows() -> list[tuple[str, str, str, str]]:
    rows = []
    for line in GLOSSARY.text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 5 and cells[0] != "English":
            rows.append((cells[0], cells[1], cells[2].strip("`"), cells[3].strip("`")))
    return rows


@pytest.mark.parametrize("row", glossary_rows(), ids=lambda row: row[0])
def test_every_word_of_the_glossary_is_found_where_it_is_said_to_be(row: tuple[str, str, str, str]):
    word, chinese, code, place = row
    assert re.search(r"[\u4e00-\u9fff]", chinese), word
    if code == place == "-":
        return
    path = SOURCE / place
    files = [path] if path.is_file() else sorted(path.rglob("*.py"))
    assert files, place
    assert any(re.search(rf"\b{re.escape(code)}\b", file.read_text(encoding="utf-8")) for file in files)


@pytest.fixture(scope="module")
def source_words() -> set[str]:
    return {
        word for path in SOURCE.rglob("*.py") for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("document", STAGE_PAGES, ids=lambda document: document.path.stem)
def test_every_name_on_the_page_of_a_stage_is_in_the_code(document: Document, source_words: set[str]):
    names = [span for span in document.code_spans() if re.fullmatch(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", span)]
    assert [name for name in names if name.rpartition(".")[2] not in source_words] == []


def test_every_stage_has_its_page(settings: Any):
    assert {document.path.stem for document in STAGE_PAGES} == set(settings.STAGES)


def test_decisions_are_numbered_without_a_gap_and_listed():
    folder = ROOT / "docs" / "adr"
    names = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    listed = Document(folder / "README.md").links()
    assert listed == names


def test_every_decision_that_the_code_cites_exists():
    cited = {
        number
        for path in [*SOURCE.rglob("*.py"), *(document.path for document in DOCUMENTS)]
        for number in re.findall(r"\bADR (\d{4})\b", path.read_text(encoding="utf-8"))
    }
    written = {path.name[:4] for path in (ROOT / "docs" / "adr").glob("[0-9]*.md")}
    assert cited <= written


# --- what must not be in the repository -------------------------------------------------------

# Put together here, so that this file does not name them itself.
FOREIGN = [
    "pypi" + ".org",
    "python" + "hosted",
    "npm" + "js.org",
    "npm" + "mirror",
    "--index" + "-url",
    "--extra-index" + "-url",
    '"resolved' + '":',
]
MACHINE_PATH = re.compile(r"(?<![\w.}/])/(?:root|work|home|tmp)/\w|sock" + "s5://")


def test_no_registry_and_no_path_of_a_machine_is_in_the_repository():
    found = []
    for path in repository_files():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        marks = [mark for mark in FOREIGN if mark in text] + MACHINE_PATH.findall(text)
        found += [(path.relative_to(ROOT).as_posix(), mark) for mark in marks]
    assert found == []


def test_every_locked_dependency_has_a_hash():
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        entries = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())
        packages = [entry for entry in entries if re.match(r"[A-Za-z0-9_.-]+(\[.*?\])?==", entry)]
        assert packages, lock.name
        assert [entry.split()[0] for entry in packages if "--hash=sha256:" not in entry] == []
