"""The other program's codes and a mapping go in; what each stands for in the codebook comes out, or a mapping to fill in.

Only names that are the codebook's own, letter for letter but for case, are taken without a mapping; a guess never is.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import yaml

from data_schemas.codebook import NONE, Codebook
from data_schemas.errors import ConfigError
from data_schemas.spelling import nearest
from pipeline.csv_file import read_csv
from pipeline.imports import found
from pipeline.imports.codebook_made import ALONE
from pipeline.imports.found import CodedFile, TheirCode, path_of, shown
from pipeline.refi.content import OPEN_CODES

OPEN, IGNORE, ALL_OTHERS = "open", "ignore", "*"
THEIR, OUR = ("their code", "their_code", "code"), ("our code", "our_code", "maps to", "target")
ALIKE = 0.6  # share of letters from which a name is guessed
_MARK = " \u00b7 "  # between dimension and code in what we export


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a code stands for: a code of a dimension (`none`: nothing of it), a code of the coder's own, or nothing."""

    dimension: str = ""
    code: str = ""
    open_code: str = ""

    @property
    def ignored(self) -> bool:
        """Whether its codings are left out."""
        return not (self.dimension or self.open_code)


def targets_of(
    codes: Sequence[TheirCode], *, codebook: Codebook, mapping: Mapping[found.Path, str], name: str
) -> dict[found.Path, Target]:
    """What every code stands for that the mapping or the codebook knows; ConfigError where the mapping names none."""
    exact, leaves = exact_names(codebook), _single_leaves(codes)
    unknown = [path for path in mapping if path != (ALL_OTHERS,) and path not in {code.path for code in codes}]
    if unknown and len(unknown) == len(mapping):
        raise ConfigError(f"{name}: none of its codes is in the file; expected the names as the other program has them")
    targets = {}
    for code in codes:
        written = mapping.get(code.path) or ("" if _key(code.path) in exact else mapping.get((ALL_OTHERS,), ""))
        own = code.path[-1] if code.path[-1] in leaves else shown(code.path)
        if written:
            targets[code.path] = _target(written, code, own=own, codebook=codebook, name=name)
        elif _key(code.path) in exact:
            dimension, value = exact[_key(code.path)]
            targets[code.path] = Target(dimension=dimension, code=value)
        elif len(code.path) > 1 and code.path[0] == OPEN_CODES:
            targets[code.path] = Target(open_code=own)
    return targets


def read_mapping(path: Path) -> dict[found.Path, str]:
    """What a mapping file says, by code; ConfigError names the line or field that is wrong."""
    if path.suffix.lower() == ".csv":
        return _from_csv(path)
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path.name}: cannot be read; expected a mapping in YAML or CSV") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ConfigError(f"{path.name}, line {mark.line + 1 if mark else 1}: not valid YAML") from error
    if not isinstance(values, dict):
        raise ConfigError(f"{path.name}: expected lines such as  Power\\Rules: power_face.non_decision_making")
    found_ = {path_of(str(key)): "" if value is None else str(value).strip() for key, value in values.items()}
    return {key: value for key, value in found_.items() if value}


def needed(coded: CodedFile) -> list[TheirCode]:
    """The codes that must stand for something: those that people coded with, all but categories where nothing is coded."""
    used = {mark.code for mark in coded.marks if not mark.by_model}
    return [code for code in coded.codes if code.path in used or (code.codable and not coded.marks)]


def template(
    codes: Iterable[TheirCode],
    *,
    codebook: Codebook,
    times: Mapping[found.Path, int],
    given: Mapping[found.Path, str],
) -> str:
    """A mapping to fill in, with what was `given` before, and a guess beside each code where a name is alike."""
    exact = exact_names(codebook)
    choices = [f"{d.id}.{c.id}" for d in codebook.dimensions for c in d.codes]
    lines = [
        "# What each code of the other program stands for in the codebook. Fill in after each colon one of:",
        *(f"#   {choice}" for choice in choices),
        "#   DIMENSION.none (coded as nothing of it), open (a code of the coder's own), ignore (left out)",
        f'# A line  "{ALL_OTHERS}": open  is for all that is not filled in. Guesses go by the name alone: check them.',
    ]
    for code in codes:
        filled = given.get(code.path, "") or ".".join(exact.get(_key(code.path), ()))
        guess = "" if filled else guess_of(code, codebook=codebook)
        said = [f"perhaps {guess}"] if guess else []
        said += [f"{times[code.path]} codings"] if times.get(code.path) else []
        line = f"{json.dumps(code.name, ensure_ascii=False)}: {filled}".rstrip()
        lines.append(line + (f"  # {'; '.join(said)}" if said else ""))
    if (ALL_OTHERS,) in given:
        lines.append(f'"{ALL_OTHERS}": {given[(ALL_OTHERS,)]}')
    return "\n".join(lines) + "\n"


def guess_of(code: TheirCode, *, codebook: Codebook) -> str:
    """The code of the codebook whose name is most like it; empty where none is."""
    names: dict[str, str] = {}
    for dimension in codebook.dimensions:
        for own in dimension.codes:
            for name in (own.name, own.id.replace("_", " "), f"{dimension.name} {own.name}"):
                names.setdefault(name.casefold(), f"{dimension.id}.{own.id}")
    for wanted in (" ".join(code.path[-2:]), code.path[-1]):
        close = get_close_matches(wanted.casefold(), names, n=1, cutoff=ALIKE)
        if close:
            return names[close[0]]
    return ""


def exact_names(codebook: Codebook) -> dict[found.Path, tuple[str, str]]:
    """Every path by which a code of the codebook is named beyond doubt; its bare name only if no other code has it."""
    names: dict[found.Path, tuple[str, str]] = {}
    bare: dict[found.Path, list[tuple[str, str]]] = {}
    for dimension in codebook.dimensions:
        parents = {code.id: code for code in dimension.codes}
        for code in dimension.codes:
            value, above, line = (dimension.id, code.id), code, [code]
            while above.parent is not None:
                above = parents[above.parent]
                line.insert(0, above)
            full = [dimension.name, *(one.name for one in line)]
            exported = [dimension.name, *(_MARK.join(full[:end]) for end in range(2, len(full) + 1))]
            for path in (full, exported, exported[-1:], [dimension.id, code.id], [f"{dimension.id}.{code.id}"]):
                names[_key(path)] = value
            if len(line) == 1 and dimension.name in (ALONE, code.name):
                names.setdefault(_key([code.name]), value)
            for name in {code.name, code.id}:
                bare.setdefault(_key([name]), []).append(value)
    return {path: values[0] for path, values in bare.items() if len(set(values)) == 1} | names


def _key(path: Iterable[str]) -> found.Path:
    return tuple(" ".join(part.casefold().split()) for part in path)


def _single_leaves(codes: Sequence[TheirCode]) -> set[str]:
    leaves = [code.path[-1] for code in codes]
    return {leaf for leaf in leaves if leaves.count(leaf) == 1}


def _target(written: str, code: TheirCode, *, own: str, codebook: Codebook, name: str) -> Target:
    if written.casefold() == IGNORE:
        return Target()
    if written.casefold() == OPEN:
        return Target(open_code=own)
    dimension, _, value = written.partition(".")
    if dimension in codebook.ids and value in (*codebook.dimension(dimension).code_ids, NONE):
        return Target(dimension=dimension, code=value)
    known = {f"{d.id}.{value}": f"{d.name}.{value}" for d in codebook.dimensions for value in (*d.code_ids, NONE)}
    near = nearest(written, known=known)
    raise ConfigError(
        f"{name}: {code.name}: {written!r} is no code of {codebook.id}; expected dimension.code such as "
        f"{near or next(iter(known))}, {OPEN} or {IGNORE}"
    )


def _from_csv(path: Path) -> dict[found.Path, str]:
    table = read_csv(path)
    columns = [next((c for c in table.columns if c.strip().casefold() in known), "") for known in (THEIR, OUR)]
    if not all(columns):
        raise ConfigError(f"{path.name}: expected the columns {THEIR[0]!r} and {OUR[0]!r}")
    rows = {path_of(row[columns[0]]): row[columns[1]].strip() for _, row in table.rows}
    return {key: value for key, value in rows.items() if key and value}
