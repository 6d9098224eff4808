//! Where the library is put for programs to find it, by pkg-config or by CMake.

use std::path::{Path, PathBuf};

use anyhow::Result;
use xshell::{Cmd, Shell, cmd};

use super::{HEADER, Library};

const CPP_HEADER: &str = "ffi/cpp/liveberth.hpp";
/// What the header of C++ includes.
const CPP_PARTS: &str = "ffi/cpp/liveberth";
const TEMPLATES: &str = "ffi/packaging";
/// What the templates become, under the folder of libraries.
const PACKAGES: [&str; 4] = [
    "pkgconfig/liveberth.pc",
    "pkgconfig/liveberth-static.pc",
    "cmake/liveberth/liveberthConfig.cmake",
    "cmake/liveberth/liveberthConfigVersion.cmake",
];

/// A library where programs find it.
pub(super) struct Installed {
    pub(super) prefix: PathBuf,
}

impl Installed {
    /// A command that finds the library, to compile against and to run with.
    pub(super) fn seen_by<'c>(&self, command: Cmd<'c>) -> Cmd<'c> {
        let library = self.library_folder();
        command.env("PKG_CONFIG_PATH", library.join("pkgconfig")).env("LD_LIBRARY_PATH", library)
    }

    pub(super) fn library_folder(&self) -> PathBuf {
        self.prefix.join("lib")
    }
}

impl Library {
    /// Puts everything that a program needs under `prefix`, itself under `destination`.
    ///
    /// The files say that they are under `prefix`: a packager moves them there later.
    pub(super) fn install(
        &self,
        shell: &Shell,
        prefix: &Path,
        destination: &Path,
    ) -> Result<Installed> {
        let folder = match prefix.strip_prefix("/") {
            Ok(relative) if !destination.as_os_str().is_empty() => destination.join(relative),
            _ => prefix.to_owned(),
        };
        let (include, lib) = (folder.join("include"), folder.join("lib"));
        shell.create_dir(&include)?;
        shell.copy_file(HEADER, include.join("liveberth.h"))?;
        shell.copy_file(CPP_HEADER, include.join("liveberth.hpp"))?;
        let parts = shell.create_dir(include.join("liveberth"))?;
        for part in shell.read_dir(CPP_PARTS)? {
            shell.copy_file(part, &parts)?;
        }
        for package in PACKAGES {
            self.write_package(shell, prefix, &lib.join(package))?;
        }
        let shared = self.shared_file();
        shell.copy_file(self.folder.join("libliveberth.a"), lib.join("libliveberth.a"))?;
        shell.copy_file(self.folder.join("libliveberth.so"), lib.join(&shared))?;
        let link = lib.join("libliveberth.so");
        cmd!(shell, "ln -sf {shared} {link}").quiet().run()?;
        Ok(Installed { prefix: folder })
    }

    /// The file that programs ask for when they run, by the version of the binary interface.
    fn shared_file(&self) -> String {
        format!("libliveberth.so.{}", self.abi_version)
    }

    /// Fills in the template of one file that tells programs where the library is.
    fn write_package(&self, shell: &Shell, prefix: &Path, file: &Path) -> Result<()> {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let template = shell.read_file(format!("{TEMPLATES}/{name}.in"))?;
        let text = template
            // What pkg-config gives is read as by a shell.
            .replace("@prefix@", &prefix.to_string_lossy().replace(' ', "\\ "))
            .replace("@version@", &self.version)
            .replace("@shared_file@", &self.shared_file())
            .replace("@static_needs@", &self.static_needs)
            .replace("@static_needs_list@", &self.static_needs.replace(' ', ";"));
        Ok(shell.write_file(file, text)?)
    }
}
