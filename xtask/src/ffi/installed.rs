//! What is installed, as a packager and a program's build see it.

use std::env;
use std::path::Path;

use anyhow::{Result, ensure};
use xshell::{Shell, cmd};

use super::{Flavour, Library, readme};
use crate::step::Outcome;
use crate::tools::{is_present, target_folder};

const CONSUMER: &str = "ffi/tests/cmake";
/// Everything that is installed, under the prefix.
const FILES: [&str; 16] = [
    "include/liveberth.h",
    "include/liveberth.hpp",
    "include/liveberth/call.hpp",
    "include/liveberth/check.hpp",
    "include/liveberth/cluster.hpp",
    "include/liveberth/control_plane.hpp",
    "include/liveberth/effects.hpp",
    "include/liveberth/platform.hpp",
    "include/liveberth/router.hpp",
    "lib/cmake/liveberth/liveberthConfig.cmake",
    "lib/cmake/liveberth/liveberthConfigVersion.cmake",
    "lib/libliveberth.a",
    "lib/libliveberth.so",
    "lib/libliveberth.so.0",
    "lib/pkgconfig/liveberth-static.pc",
    "lib/pkgconfig/liveberth.pc",
];

/// Installs under a DESTDIR, and builds programs by CMake from there.
pub(crate) fn test(shell: &Shell) -> Result<Outcome> {
    let folder = target_folder()?.join("ffi-tests/installed");
    shell.remove_path(&folder)?;
    let library = Library::build(shell, Flavour::Released)?;
    let destination = folder.join("destination");
    let installed = library.install(shell, Path::new("/opt/liveberth"), &destination)?;
    ensure!(
        installed.prefix == destination.join("opt/liveberth"),
        "{} is not under the DESTDIR",
        installed.prefix.display()
    );
    let prefix = &installed.prefix;
    let found = cmd!(shell, "find {prefix} ( -type f -o -type l ) -printf %P\\n").read()?;
    let mut found: Vec<&str> = found.lines().collect();
    found.sort_unstable();
    ensure!(found == FILES, "installed are {found:?}");
    let package = shell.read_file(installed.library_folder().join("pkgconfig/liveberth.pc"))?;
    ensure!(package.starts_with("prefix=/opt/liveberth\n"), "pkg-config is told of the DESTDIR");

    test_relative_paths(shell, &folder)?;

    for tool in ["cmake", "ctest", "cc", "c++"] {
        if !is_present(tool) {
            let why = format!("{tool} is not installed; everything is where it belongs");
            return Ok(Outcome::Skipped(why));
        }
    }
    let (source, build) = (folder.join("consumer"), folder.join("build"));
    shell.copy_file(format!("{CONSUMER}/CMakeLists.txt"), shell.create_dir(&source)?)?;
    shell.write_file(source.join("check.c"), readme::check(shell, "c")?)?;
    shell.write_file(source.join("check.cpp"), readme::check(shell, "cpp")?)?;
    cmd!(shell, "cmake -S {source} -B {build} -DCMAKE_PREFIX_PATH={prefix}").run()?;
    cmd!(shell, "cmake --build {build}").run()?;
    cmd!(shell, "ctest --test-dir {build} --output-on-failure").run()?;
    if !is_present("pkg-config") {
        return Ok(Outcome::Skipped("pkg-config is not installed; CMake finds all".to_owned()));
    }
    test_pkg_config(shell, &library, &folder)?;
    Ok(Outcome::Passed)
}

/// Installs by the task from another folder than this repository's: there relative paths begin.
fn test_relative_paths(shell: &Shell, folder: &Path) -> Result<()> {
    let task = env::current_exe()?;
    let _here = shell.push_dir(shell.create_dir(folder.join("here"))?);
    cmd!(shell, "{task} ffi --prefix prefix").env_remove("DESTDIR").run()?;
    cmd!(shell, "{task} ffi --prefix /opt/liveberth").env("DESTDIR", "destination").run()?;
    for prefix in ["prefix", "destination/opt/liveberth"] {
        let header = format!("{prefix}/include/liveberth.h");
        ensure!(shell.path_exists(&header), "there is no {header} in {}", folder.display());
    }
    Ok(())
}

/// Builds a program by pkg-config from a folder whose name is not one word, also as one that needs no
/// library at all to run.
fn test_pkg_config(shell: &Shell, library: &Library, folder: &Path) -> Result<()> {
    let installed = library.install(shell, &folder.join("of two words"), Path::new(""))?;
    let (source, program) = (folder.join("consumer/check.c"), folder.join("check"));
    // Without its folder where the compiler has none.
    let is_static = cmd!(shell, "cc -print-file-name=libc.a").quiet().read()? != "libc.a";
    let flags = ["$(pkg-config --cflags --libs", "-static $(pkg-config --static --cflags --libs"];
    for flags in flags.iter().take(1 + usize::from(is_static)) {
        let build = format!("eval \"cc '$1' -o '$2' {flags} liveberth)\"");
        installed.seen_by(cmd!(shell, "sh -c {build} sh {source} {program}")).run()?;
        readme::ensure_checked(&installed.seen_by(cmd!(shell, "{program}")).read()?)?;
    }
    Ok(())
}
