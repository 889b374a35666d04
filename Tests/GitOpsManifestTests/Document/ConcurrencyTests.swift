import GitOpsManifest
import GitOpsTestSupport
import Testing

@Suite("Documents are shared by tasks")
struct ConcurrencyTests {
    @Test("many tasks read, compare, print and follow paths in the same documents")
    func sharedDocuments() async throws {
        var generator = SeededGenerator(seed: 7)
        let value = GeneratedValue.random(depth: 5, using: &generator)
        let first = try Document(json: value.json(using: &generator))
        let second = try Document(yaml: value.yaml(using: &generator) + "\n")
        let text = JSONWriter.canonical.string(first.root)
        let agreements = await withTaskGroup(of: Bool.self, returning: Int.self) { group in
            for _ in 0..<32 {
                group.addTask {
                    let areEqual = first == second && JSONWriter.canonical.string(second.root) == text
                    let pathsLead = second.root.everyNode.allSatisfy {
                        second.root.value(at: $0.pointer)?.index == $0.index
                    }
                    let again = DocumentReader().read([first.source, second.source])
                    return areEqual && pathsLead && again.joined().allSatisfy { (try? $0.get()) == first }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(agreements == 32)
    }
}
