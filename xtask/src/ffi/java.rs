//! The Java package, tested against the installed library.

use anyhow::{Context, Result, ensure};
use xshell::{Shell, cmd};

use super::{Flavour, Library, readme};
use crate::step::Outcome;
use crate::tools::{is_present, target_folder};

const PACKAGE: &str = "ffi/java";
/// What the package is compiled for.
const VERSION_MIN: u32 = 17;

/// Runs the tests of the package, and the READMEs' examples with its jar.
pub(crate) fn test(shell: &Shell) -> Result<Outcome> {
    for tool in ["java", "javac", "mvn"] {
        if !is_present(tool) {
            return Ok(Outcome::Skipped(format!("{tool} is not installed")));
        }
    }
    let version = cmd!(shell, "javac -version").read()?;
    if version_of(&version)? < VERSION_MIN {
        return Ok(Outcome::Skipped(format!("{version} is too old")));
    }
    let library = Library::build(shell, Flavour::Released)?;
    let manifest = shell.read_file(format!("{PACKAGE}/pom.xml"))?;
    let (_, manifest_version) = manifest.split_once("<version>").context("no version")?;
    ensure!(
        manifest_version.starts_with(&format!("{}<", library.version)),
        "{PACKAGE}/pom.xml is not of version {}",
        library.version
    );

    let maven = |goal: &[&str]| {
        cmd!(shell, "mvn --batch-mode --quiet --no-transfer-progress --file {PACKAGE} {goal...}")
    };
    let folder = shell.create_dir(target_folder()?.join("ffi-tests/java"))?;
    let class_path = folder.join("classpath");
    let output = format!("-Dmdep.outputFile={}", class_path.display());
    let resolve = ["dependency:go-offline", "dependency:build-classpath", &output];
    if maven(&resolve).run().is_err() {
        return Ok(Outcome::Skipped("Maven cannot get what the package needs".to_owned()));
    }
    let installed = library.install(shell, &folder.join("prefix"), "".as_ref())?;
    let libraries = installed.library_folder();
    maven(&["verify"]).arg(format!("-Dliveberth.library={}", libraries.display())).run()?;

    let jar = format!("{PACKAGE}/target/liveberth-{}.jar", library.version);
    let class_path = format!("{jar}:{}", shell.read_file(&class_path)?.trim());
    let run = |example: &str| {
        let source = folder.join("Example.java");
        shell.write_file(&source, example)?;
        let java = cmd!(shell, "java -Djna.library.path={libraries} --class-path {class_path}");
        java.arg(&source).read().map_err(anyhow::Error::from)
    };
    readme::ensure_checked(&run(&readme::check(shell, "java")?)?)?;
    readme::ensure_driven(&run(&readme::drive(shell, "java")?)?)?;
    Ok(Outcome::Passed)
}

/// The first number of a version such as "javac 17.0.15".
fn version_of(version: &str) -> Result<u32> {
    let number = version.trim_start_matches("javac ").split(['.', '-', '+']).next();
    let number = number.and_then(|number| number.trim().parse().ok());
    number.with_context(|| format!("`{version}` is no version of Java"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_number_is_the_version() {
        assert_eq!(version_of("javac 17.0.15").unwrap(), 17);
        assert_eq!(version_of("javac 26-ea").unwrap(), 26);
        assert!(version_of("javac").is_err());
    }
}
