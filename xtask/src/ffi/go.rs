//! The Go module, vetted, tested and linked into a program that needs no library to run.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use xshell::{Cmd, Shell, cmd};

use super::install::Installed;
use super::{Flavour, Library, readme};
use crate::step::Outcome;
use crate::tools::{is_present, target_folder};

const MODULE: &str = "ffi/go";
/// What `go.mod` asks for: the first with cleanups.
const VERSION_MIN: (u32, u32) = (1, 24);

/// Vets and tests the module, also under the race detector, and builds the READMEs' examples.
pub(crate) fn test(shell: &Shell) -> Result<Outcome> {
    for tool in ["go", "gofmt", "gcc", "pkg-config", "readelf"] {
        if !is_present(tool) {
            return Ok(Outcome::Skipped(format!("{tool} is not installed")));
        }
    }
    let version = cmd!(shell, "go env GOVERSION").read()?;
    if version_of(&version)? < VERSION_MIN {
        return Ok(Outcome::Skipped(format!("{version} is too old")));
    }
    let unformatted = cmd!(shell, "gofmt -l {MODULE}").read()?;
    ensure!(unformatted.is_empty(), "gofmt would change {unformatted}");

    let folder = target_folder()?.join("ffi-tests/go");
    let library = Library::build(shell, Flavour::Released)?;
    let installed = library.install(shell, &folder.join("prefix"), "".as_ref())?;
    {
        let _module = shell.push_dir(MODULE);
        offline(&installed, cmd!(shell, "go vet ./...")).run()?;
        offline(&installed, cmd!(shell, "go test -count=1 ./...")).run()?;
        offline(&installed, cmd!(shell, "go test -count=1 -race ./...")).run()?;
    }
    let examples = [readme::check(shell, "go")?, readme::drive(shell, "go")?];
    let module = shell.current_dir().join(MODULE);
    let _example = shell.push_dir(shell.create_dir(folder.join("example"))?);
    shell.write_file("go.mod", go_mod(&module))?;
    let run = |example: &str| {
        shell.write_file("main.go", example)?;
        offline(&installed, cmd!(shell, "go build -o example .")).run()?;
        let needs = cmd!(shell, "readelf --dynamic example").quiet().read()?;
        ensure!(!needs.contains("libliveberth"), "the program needs the shared library");
        Ok(cmd!(shell, "./example").read()?)
    };
    let [check, drive] = &examples;
    readme::ensure_checked(&run(check)?)?;
    readme::ensure_driven(&run(drive)?)?;
    Ok(Outcome::Passed)
}

/// What a program's `go.mod` says that uses the module from this repository.
fn go_mod(module: &Path) -> String {
    let module = module.display();
    format!(
        "module example\n\ngo 1.24\n\nrequire liveberth v0.0.0\n\nreplace liveberth => {module}\n"
    )
}

/// A command of Go's that finds the library and fetches nothing.
fn offline<'c>(installed: &Installed, command: Cmd<'c>) -> Cmd<'c> {
    installed.seen_by(command).env("GOTOOLCHAIN", "local").env("GOPROXY", "off")
}

/// The first two numbers of a version such as "go1.24.3".
fn version_of(version: &str) -> Result<(u32, u32)> {
    let mut numbers = version.trim_start_matches("go").split('.');
    let mut next = || numbers.next()?.parse().ok();
    next().zip(next()).with_context(|| format!("`{version}` is no version of Go"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert_eq!(version_of("go1.24.3").unwrap(), (1, 24));
        assert!(version_of("go1.9").unwrap() < VERSION_MIN);
        assert!(version_of("devel").is_err());
    }
}
