import EngineProperties
import Glibc

/// Tries a property on the bytes that libFuzzer thinks of: `Fuzz glob`, `Fuzz snapshot`, and then libFuzzer's own arguments.
///
/// The package manager insists on a `main` of the target's own, so libFuzzer's driver is called from it.
@main enum Fuzz {
    enum Property: String, CaseIterable {
        case glob, snapshot

        func violation(in bytes: UnsafeRawBufferPointer) -> String? {
            switch self {
            case .glob: GlobProperty.violation(in: bytes)
            case .snapshot: SnapshotProperty.violation(in: bytes)
            }
        }
    }

    static let property: Property = {
        guard let named = CommandLine.arguments.dropFirst().first.flatMap(Property.init) else {
            fatalError("name the property to try: \(Property.allCases.map(\.rawValue).joined(separator: " or "))")
        }
        return named
    }()

    static func main() {
        _ = Self.property
        // Without the property's name.
        var arguments = CommandLine.unsafeArgv + 1
        arguments[0] = CommandLine.unsafeArgv[0]
        var count = CommandLine.argc - 1
        exit(runDriver(&count, &arguments, testOneInput))
    }
}

@_cdecl("LLVMFuzzerTestOneInput") func testOneInput(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    if let violation = Fuzz.property.violation(in: UnsafeRawBufferPointer(start: start, count: count)) {
        fatalError(violation)
    }
    return 0
}

@_silgen_name("LLVMFuzzerRunDriver") private func runDriver(
    _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ testOneInput: @convention(c) (UnsafeRawPointer?, Int) -> CInt
) -> CInt
