//! Names the shared library by the version of its binary interface.

#[path = "src/abi.rs"]
#[expect(unreachable_pub, reason = "the library shows it; this script only reads it")]
mod abi;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/abi.rs");
    let is_elf = std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "linux");
    if is_elf {
        println!(
            "cargo::rustc-cdylib-link-arg=-Wl,-soname,libliveberth.so.{}",
            abi::LIVEBERTH_ABI_VERSION
        );
    }
}
