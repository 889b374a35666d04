import GitOpsCEL
import Testing

@Suite("Libraries of cel-go")
struct ExtensionLibraryTests {
    private static func run(_ example: LibraryCase, stringsVersion: UInt8 = 2) -> String {
        LibraryInterpreter.run(example.expression, in: costEnvironment(), stringsVersion: stringsVersion).result
    }

    @Test("strings", arguments: ExtensionLibraryCases.strings)
    func strings(_ example: LibraryCase) { #expect(Self.run(example) == example.result) }

    @Test("formats of Kubernetes", arguments: ExtensionLibraryCases.localFormats)
    func localFormats(_ example: LibraryCase) { #expect(Self.run(example) == example.result) }

    @Test("formats of the specification", arguments: ExtensionLibraryCases.formats)
    func formats(_ example: LibraryCase) { #expect(Self.run(example, stringsVersion: 4) == example.result) }

    @Test("lists", arguments: ExtensionLibraryCases.lists)
    func lists(_ example: LibraryCase) { #expect(Self.run(example) == example.result) }

    @Test("sets", arguments: ExtensionLibraryCases.sets)
    func sets(_ example: LibraryCase) { #expect(Self.run(example) == example.result) }

    @Test("mathematics", arguments: ExtensionLibraryCases.mathematics)
    func mathematics(_ example: LibraryCase) { #expect(Self.run(example) == example.result) }

    @Test("encoders and regular expressions", arguments: ExtensionLibraryCases.others)
    func others(_ example: LibraryCase) { #expect(Self.run(example) == example.result) }
}
