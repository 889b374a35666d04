import GitOpsCEL
import GitOpsTestSupport
import Testing

@Suite("Libraries of Kubernetes")
struct KubernetesLibraryTests {
    private static func run(_ example: LibraryCase) -> String {
        LibraryInterpreter.run(example.expression, in: costEnvironment()).result
    }

    @Test("quantities", arguments: KubernetesLibraryCases.quantities)
    func quantities(_ example: LibraryCase) { #expect(Self.run(example) == example.result) }

    @Test("addresses", arguments: KubernetesLibraryCases.addresses)
    func addresses(_ example: LibraryCase) { #expect(Self.run(example) == example.result) }

    @Test("networks", arguments: KubernetesLibraryCases.networks)
    func networks(_ example: LibraryCase) { #expect(Self.run(example) == example.result) }

    @Test("URLs", arguments: KubernetesLibraryCases.urls)
    func urls(_ example: LibraryCase) { #expect(Self.run(example) == example.result) }

    @Test("versions", arguments: KubernetesLibraryCases.versions)
    func versions(_ example: LibraryCase) { #expect(Self.run(example) == example.result) }

    @Test("lists", arguments: KubernetesLibraryCases.lists)
    func lists(_ example: LibraryCase) { #expect(Self.run(example) == example.result) }

    @Test("regular expressions and keys of patches", arguments: KubernetesLibraryCases.expressions)
    func expressions(_ example: LibraryCase) { #expect(Self.run(example) == example.result) }
}
