import EngineProperties
import Glibc

/// The package manager insists on a `main` of the target's own, so libFuzzer's driver is called from it.
@main enum FuzzGlob {
    static func main() {
        var count = CommandLine.argc
        var arguments = CommandLine.unsafeArgv
        exit(runDriver(&count, &arguments, testOneInput))
    }
}

@_cdecl("LLVMFuzzerTestOneInput") func testOneInput(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    if let violation = GlobProperty.violation(in: UnsafeRawBufferPointer(start: start, count: count)) {
        fatalError(violation)
    }
    return 0
}

@_silgen_name("LLVMFuzzerRunDriver") private func runDriver(
    _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ testOneInput: @convention(c) (UnsafeRawPointer?, Int) -> CInt
) -> CInt
