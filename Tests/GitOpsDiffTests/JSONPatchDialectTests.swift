import GitOpsDiff
import GitOpsManifest
import GitOpsTestSupport
import Testing

@Suite("JSON Patches as the API server reads them")
struct JSONPatchDialectTests {
    private static let base = #"{"a":{"x":1},"l":[1,{"q":2},3],"n":null,"e":{},"s":"text"}"#

    /// Operations, and the values that they leave or the problems that they meet: in the RFC, and in the server.
    private static let deviations: [(patch: String, strict: Outcome, server: Outcome)] = [
        (#"{"op":"replace","path":"/l/-1","value":4}"#, .fails(.badIndex), .gives(["l/2": "4"])),
        (#"{"op":"remove","path":"/l/-3"}"#, .fails(.badIndex), .gives(["l/0/q": "2"])),
        (#"{"op":"add","path":"/l/-1","value":4}"#, .fails(.badIndex), .gives(["l/3": "4", "l/2": "3"])),
        (#"{"op":"add","path":"/l/-4","value":0}"#, .fails(.badIndex), .gives(["l/0": "0", "l/1": "1"])),
        (#"{"op":"add","path":"/l/-5","value":0}"#, .fails(.badIndex), .fails(.badIndex)),
        (#"{"op":"add","path":"/l/4","value":0}"#, .fails(.badIndex), .fails(.badIndex)),
        (#"{"op":"add","path":"/l/-2/r","value":0}"#, .fails(.badIndex), .gives(["l/1/r": "0"])),
        (#"{"op":"replace","path":"/l/01","value":0}"#, .fails(.badIndex), .gives(["l/1": "0"])),
        (#"{"op":"replace","path":"/l/+1","value":0}"#, .fails(.badIndex), .gives(["l/1": "0"])),
        (#"{"op":"replace","path":"/l/-","value":0}"#, .fails(.badIndex), .fails(.badIndex)),
        (#"{"op":"test","path":"/l/-2/q","value":2}"#, .fails(.badIndex), .gives([:])),
        (#"{"op":"test","path":"/l/-4","value":2}"#, .fails(.badIndex), .fails(.badIndex)),
        (#"{"op":"test","path":"/none","value":null}"#, .fails(.notFound), .gives([:])),
        (#"{"op":"test","path":"/none","value":1}"#, .fails(.notFound), .fails(.testFailed)),
        (#"{"op":"test","path":"/none/x","value":null}"#, .fails(.notFound), .fails(.notFound)),
        (#"{"op":"test","path":"/s/x","value":null}"#, .fails(.notFound), .fails(.notFound)),
        (#"{"op":"replace","path":"/none","value":1}"#, .fails(.notFound), .gives(["none": "1"])),
        (#"{"op":"replace","path":"/none/x","value":1}"#, .fails(.notFound), .fails(.notFound)),
        (#"{"op":"remove","path":"/none"}"#, .fails(.notFound), .fails(.notFound)),
        (#"{"op":"copy","from":"/none","path":"/c"}"#, .fails(.notFound), .gives(["c": "null"])),
        (#"{"op":"move","from":"/none","path":"/c"}"#, .fails(.notFound), .fails(.notFound)),
        (#"{"op":"move","from":"/a","path":"/a/b"}"#, .fails(.moveIntoItself), .fails(.notFound)),
        (#"{"op":"move","from":"/l/0","path":"/l/0/b"}"#, .fails(.moveIntoItself), .gives(["l/0/b": "1", "l/1": "3"])),
        (#"{"op":"move","from":"/l/-1","path":"/l/-3"}"#, .fails(.badIndex), .gives(["l/0": "3", "l/1": "1"])),
        (#"{"op":"add","path":"","value":{"b":1}}"#, .gives(["b": "1"]), .fails(.notFound)),
        (#"{"op":"replace","path":"","value":1}"#, .gives(["": "1"]), .fails(.notFound)),
        (#"{"op":"replace","path":"","value":{"b":1}}"#, .gives(["b": "1"]), .gives(["b": "1"])),
        (#"{"op":"copy","from":"","path":"/c"}"#, .gives(["c/a/x": "1"]), .fails(.notFound)),
        (#"{"op":"copy","from":"/a","path":""}"#, .gives(["x": "1"]), .fails(.notFound)),
        (#"{"op":"remove","path":""}"#, .fails(.notFound), .fails(.notFound)),
    ]

    enum Outcome: Sendable {
        case gives([String: String])
        case fails(PatchError.Problem)
    }

    @Test("where the server deviates from the RFC, both readings are known", arguments: deviations)
    func deviation(patch: String, strict: Outcome, server: Outcome) throws {
        try expect(strict, patch, .rfc6902)
        try expect(server, patch, .kubernetes)
    }

    private func expect(_ outcome: Outcome, _ operation: String, _ dialect: JSONPatch.Dialect) throws {
        let base = try Document(json: Self.base).root
        let patch = try JSONPatch(Document(json: "[\(operation)]").root)
        switch outcome {
        case .fails(let problem):
            let error = try #require(throws: PatchError.self) { try patch.apply(to: base, dialect: dialect) }
            #expect(error.problem == problem && error.operation == 0, "\(dialect)")
        case .gives(let values):
            let found = try patch.apply(to: base, dialect: dialect).root
            for (pointer, value) in values {
                var node: Node? = found
                for token in pointer.split(separator: "/") {
                    node = Int(token).flatMap { node?[$0] } ?? node?[String(token)]
                }
                #expect(node.map { JSONWriter().string($0) } == value, "\(dialect) \(pointer)")
            }
        }
    }

    // MARK: Laws

    @Test("what the RFC defines the server takes alike, but for the document as a whole", arguments: UInt64(0)..<2_000)
    func agreement(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let pair = try GeneratedPair(seed: seed)
        var pointers: [JSONPointer] = []
        collect(pair.base.root, JSONPointer(), &pointers)
        let operations = (0..<Int.random(in: 1...5, using: &random)).map { _ in
            operation(pointers, pair.base.root, &random)
        }
        let patch = JSONPatch(operations)
        do throws(PatchError) {
            let strict = try patch.apply(to: pair.base.root)
            #expect(try patch.apply(to: pair.base.root, dialect: .kubernetes) == strict, "seed \(seed)")
        } catch {
            guard error.problem == .testFailed else { return }
            // A test that does not hold in the RFC holds nowhere.
            let server = #expect(throws: PatchError.self, "seed \(seed)") {
                try patch.apply(to: pair.base.root, dialect: .kubernetes)
            }
            #expect(server == error, "seed \(seed)")
        }
    }

    @Test("a patch made of two values leads from one to the other in every dialect", arguments: UInt64(0)..<500)
    func made(seed: UInt64) throws {
        let pair = try GeneratedPair(seed: seed)
        guard pair.base.root.kind == pair.desired.root.kind, pair.base.root.kind == .object else { return }
        let patch = JSONPatch(from: pair.base.root, to: pair.desired.root)
        for dialect in JSONPatch.Dialect.allCases {
            #expect(try patch.apply(to: pair.base.root, dialect: dialect) == pair.desired, "seed \(seed) \(dialect)")
        }
    }

    private func collect(_ node: Node, _ pointer: JSONPointer, _ pointers: inout [JSONPointer]) {
        if !pointer.tokens.isEmpty { pointers.append(pointer) }
        for (name, value) in node.members { collect(value, pointer.appending(name), &pointers) }
        for (index, value) in node.elements.enumerated() { collect(value, pointer.appending("\(index)"), &pointers) }
        if node.kind == .object { pointers.append(pointer.appending("none")) }
        if node.kind == .array { pointers += [pointer.appending("-"), pointer.appending("\(node.count)")] }
    }

    private func operation(
        _ pointers: [JSONPointer], _ base: Node, _ random: inout SeededGenerator
    ) -> JSONPatch.Operation {
        let path = pointers.isEmpty ? JSONPointer(["x"]) : random.pick(pointers)
        let from = pointers.isEmpty ? JSONPointer(["x"]) : random.pick(pointers)
        let value = pointers.compactMap { base.value(at: $0) }.randomElement(using: &random) ?? base
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return .add(path: path, value: value)
        case 1: return .remove(path: path)
        case 2: return .replace(path: path, value: value)
        case 3: return .move(from: from, path: path)
        case 4: return .copy(from: from, path: path)
        default: return .test(path: path, value: Bool.random(using: &random) ? base.value(at: path) ?? value : value)
        }
    }

    // MARK: Budgets

    @Test("thousands of indices from the end pass no more values than as many from the beginning")
    func negativeIndices() throws {
        let base = try Document(json: #"{"l":[\#((0..<100).map(String.init).joined(separator: ","))]}"#)
        func steps(_ index: String, _ dialect: JSONPatch.Dialect) throws -> Int {
            let value = try Document(json: "7").root
            let patch = JSONPatch(
                Array(repeating: .replace(path: JSONPointer(["l", index]), value: value), count: 9_000))
            var budget = PatchBudget(values: .max, steps: 1_000_000)
            _ = try patch.apply(to: base.root, dialect: dialect, budget: &budget)
            return 1_000_000 - budget.steps
        }
        let fromTheEnd = try steps("-1", .kubernetes)
        #expect(try fromTheEnd == steps("99", .rfc6902))
        // Opened once, and then two containers and a member on each way.
        #expect(fromTheEnd < 9_000 * 3 + 200)
    }

    @Test("a patch that passes too many values ends with an error that says so")
    func steps() throws {
        let base = try Document(json: "[\((0..<1_000).map(String.init).joined(separator: ","))]").root
        let patch = JSONPatch((0..<500).map { _ in .remove(path: JSONPointer(["0"])) })
        var budget = PatchBudget(values: .max, steps: 100_000)
        let error = try #require(throws: PatchError.self) {
            try patch.apply(to: base, dialect: .rfc6902, budget: &budget)
        }
        #expect(error.problem == .tooManySteps && error.description.contains("too many values"))
    }

    @Test("what is too large is not told to be too deep")
    func limits() {
        func text(_ problem: PatchError.Problem) -> String {
            PatchError(operation: nil, pointer: "", problem: problem).description
        }
        #expect(text(.tooLarge).contains("4 GiB") && !text(.tooLarge).contains("nested"))
        #expect(text(.tooDeep).contains("\(ReadingLimits.maximumDepth) levels"))
        #expect(
            !"\(MergePatchError.tooLarge)".contains("nested") && !"\(ServerSideApplyError.tooLarge)".contains("nested"))
    }
}
