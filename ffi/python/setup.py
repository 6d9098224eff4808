"""Builds the wheel: the library by cargo, put beside the modules that call it."""

import json
import shutil
import subprocess
from pathlib import Path

from setuptools import setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py
from setuptools.dist import Distribution

CRATE = Path(__file__).resolve().parent.parent


def cargo(*arguments):
    """What a command of cargo prints about the crate of the library."""
    command = ["cargo", *arguments, "--manifest-path", str(CRATE / "Cargo.toml")]
    try:
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    except FileNotFoundError:
        raise SystemExit("liveberth is built by cargo, which is not installed") from None
    except subprocess.CalledProcessError as error:
        raise SystemExit(f"cargo could not build liveberth: {error}") from None


def version():
    return cargo("pkgid").rpartition("@")[2].strip()


def shared_library():
    """The library's file, wherever cargo puts what it builds."""
    # Without an rlib cargo optimizes across crates, as for the library that is installed.
    build = ("rustc", "--profile", "c-library", "--lib", "--crate-type", "cdylib")
    messages = cargo(*build, "--message-format=json-render-diagnostics")
    artifacts = (json.loads(line) for line in messages.splitlines())
    files = [
        Path(file)
        for artifact in artifacts
        if artifact.get("target", {}).get("name") == "liveberth"
        for file in artifact.get("filenames", [])
    ]
    return next(file for file in files if file.suffix in {".so", ".dylib", ".dll"})


class BuildWithLibrary(build_py):
    def run(self):
        # From there it is packed as the package's data, and found by an editable install.
        library = shared_library()
        shutil.copy(library, Path(self.get_package_dir("liveberth")) / library.name)
        super().run()


class WheelOfOnePlatform(bdist_wheel):
    """One wheel serves every Python 3 of a platform: the library knows nothing of Python."""

    def get_tag(self):
        return "py3", "none", super().get_tag()[2]


class DistributionOfOnePlatform(Distribution):
    def has_ext_modules(self):
        return True


setup(
    version=version(),
    distclass=DistributionOfOnePlatform,
    cmdclass={"build_py": BuildWithLibrary, "bdist_wheel": WheelOfOnePlatform},
)
