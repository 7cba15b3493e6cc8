"""What is shipped: the package, its facts and its pages, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAX_BYTES = 2_000_000


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel once, the way an installer would."""
    pytest.importorskip("hatchling", reason="hatchling builds the wheel; install paddock[test]")
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (path,) = folder.glob("*.whl")
    return path


def test_wheel_is_small(wheel: Path) -> None:
    """The catalogue grows with every season; an install must not become a download to think twice about."""
    assert wheel.stat().st_size < MAX_BYTES


def test_wheel_holds_the_package_alone(wheel: Path) -> None:
    """Tests, benchmarks and reports have been shipped by accident in other projects."""
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"paddock"}
    assert not [name for name in names if Path(name).name.startswith("test") or "tests" in Path(name).parts]


def test_wheel_holds_what_it_needs_to_run(wheel: Path) -> None:
    """Facts, studies, templates and the map are data files, which a build leaves out without a word."""
    names = set(zipfile.ZipFile(wheel).namelist())
    source = ROOT / "src"
    needed = {
        str(path.relative_to(source))
        for path in (source / "paddock").rglob("*")
        if path.suffix in {".toml", ".html", ".css", ".json", ".typed"}
    }
    assert "paddock/py.typed" in needed
    assert needed <= names
