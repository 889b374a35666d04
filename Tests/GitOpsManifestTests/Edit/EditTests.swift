import GitOpsTestSupport
import Testing

@testable import GitOpsManifest

@Suite("Edits of a text")
struct EditTests {
    static let deployment = """
        # The shop.
        apiVersion: apps/v1
        kind: Deployment   # kind of thing
        metadata:
          name: web
          labels: {app: web, tier: "front"}
        spec:
          # how many
          replicas: 2   # two
          template:
            spec:
              containers:
              - name: web          # the main one
                image: 'nginx:1.25'
                args: []
                command:
                  - sh
                  # run it
                  - -c
                  - |
                    set -e
                    run
              # helper
              - name: sidecar
                image: "busybox"
                env:
              - image: last
                name: third

        status: ~
        ---
        second: document # kept

        """

    private func edited(_ text: String, _ edits: Edit...) throws -> String {
        let documents = try DocumentReader().read(SourceText(text)).map { try $0.get() }
        let result = try documents[0].editingSource(edits)
        #expect(try result.document == documents[0].applying(edits))
        return result.source[0..<result.source.byteCount]
    }

    private func node(_ json: String) throws -> Node { try Document(json: json).root }

    /// Lines of the new text that the old one does not have, and the other way round.
    private func difference(_ old: String, _ new: String) -> [String] {
        let before = old.split(separator: "\n", omittingEmptySubsequences: false)
        let after = new.split(separator: "\n", omittingEmptySubsequences: false)
        return after.difference(from: before).map {
            switch $0 {
            case .remove(_, let line, _): "-\(line)"
            case .insert(_, let line, _): "+\(line)"
            }
        }.sorted()
    }

    @Test(
        "setting a value changes its line and nothing else, in the quotes it had",
        arguments: [
            ("spec.replicas", "3", ["+  replicas: 3   # two", "-  replicas: 2   # two"]),
            (
                "spec.template.spec.containers[name=web].image", "\"nginx:1.26\"",
                ["+        image: 'nginx:1.26'", "-        image: 'nginx:1.25'"]
            ),
            (
                "spec.template.spec.containers[name=sidecar].image", "\"yes\"",
                ["+        image: \"yes\"", "-        image: \"busybox\""]
            ),
            (
                "metadata.labels.app", "\"shop\"",
                ["+  labels: {app: shop, tier: \"front\"}", "-  labels: {app: web, tier: \"front\"}"]
            ),
            ("metadata.name", "\"yes\"", ["+  name: \"yes\"", "-  name: web"]),
            ("status", "\"done\"", ["+status: done", "-status: ~"]),
            (
                "spec.template.spec.containers[name=sidecar].env", "true", ["+        env: true", "-        env:"]
            ),
            (
                "metadata.annotations", "{\"a\":\"b\"}", ["+    a: b", "+  annotations:"]
            ),
            (
                "metadata.labels.new", "\"x y\"",
                ["+  labels: {app: web, tier: \"front\", \"new\": x y}", "-  labels: {app: web, tier: \"front\"}"]
            ),
            ("spec.strategy.type", "\"Recreate\"", ["+    type: Recreate", "+  strategy:"]),
        ])
    func set(path: String, json: String, expected: [String]) throws {
        let new = try edited(Self.deployment, .set(FieldPath(parsing: path), node(json)))
        #expect(difference(Self.deployment, new) == expected)
    }

    @Test(
        "removing takes the lines of a member or item, with its own comments",
        arguments: [
            ("spec.replicas", ["-  # how many", "-  replicas: 2   # two"]),
            ("kind", ["-kind: Deployment   # kind of thing"]),
            ("metadata.labels.app", ["+  labels: {tier: \"front\"}", "-  labels: {app: web, tier: \"front\"}"]),
            ("metadata.labels.tier", ["+  labels: {app: web}", "-  labels: {app: web, tier: \"front\"}"]),
            (
                "spec.template.spec.containers[name=sidecar]",
                ["-        env:", "-        image: \"busybox\"", "-      # helper", "-      - name: sidecar"]
            ),
            ("spec.template.spec.containers[name=web].command[1]", ["-          # run it", "-          - -c"]),
        ])
    func remove(path: String, expected: [String]) throws {
        let new = try edited(Self.deployment, .remove(FieldPath(parsing: path)))
        #expect(difference(Self.deployment, new) == expected)
    }

    @Test("an item is inserted in the style of its list")
    func insert() throws {
        let containers = try FieldPath(parsing: "spec.template.spec.containers")
        let item = try node(#"{"name": "log", "image": "fluent"}"#)
        let end = try edited(Self.deployment, .insert(containers, at: nil, item))
        #expect(difference(Self.deployment, end) == ["+        image: fluent", "+      - name: log"])
        let first = try edited(Self.deployment, .insert(containers, at: 0, item))
        #expect(difference(Self.deployment, first) == ["+        image: fluent", "+      - name: log"])
        let args = try FieldPath(parsing: "spec.template.spec.containers[name=web].args")
        #expect(try edited(Self.deployment, .insert(args, at: nil, node("\"-v\""))).contains("args: [-v]"))
    }

    @Test("a list at the column of its name, and the first member of an item, are changed in place")
    func compactLists() throws {
        let text = "spec:\n  args: # why\n  - a # gone\n  env:\n  - name: |\n      t\n    value: x\n  - b\n"
        #expect(
            try edited(text, .remove(FieldPath(parsing: "spec.args[0]")))
                == text.replacing("args: # why\n  - a # gone", with: "args: [] # why"))
        #expect(
            try edited(text, .set(FieldPath(parsing: "spec.args"), node("true")))
                == text.replacing("args: # why\n  - a # gone", with: "args: true # why # gone"))
        #expect(
            try edited(text, .set(FieldPath(parsing: "spec.args"), node("{\"c\":{\"d\":1}}")))
                == text.replacing("\n  - a # gone", with: "\n    c:\n      d: 1 # gone"))
        let first = try FieldPath(parsing: "spec.env[0].name")
        #expect(
            try edited(text, .set(first, node("\"p\\nq\\n\"")))
                == text.replacing("      t\n", with: "      p\n      q\n"))
        let plain = text.replacing("|\n      t\n", with: "t\n")
        #expect(
            try edited(plain, .set(first, node("{\"c\":[1]}")))
                == plain.replacing("name: t\n", with: "name:\n      c:\n      - 1\n"))
        for edit in [Edit.remove(try FieldPath(parsing: "spec.args[0]")), .set(first, try node("{\"c\":[1]}"))] {
            #expect(try Document(yaml: plain).editingSource([edit]).rewritten.isEmpty)
        }
    }

    @Test("behind an alias an addition is made in place")
    func behindAlias() throws {
        let text = "a: &x 1\nb: # b\n  c: *x # c\nd:\n- *x\n# e\n"
        let document = try Document(yaml: text)
        let edits = [
            Edit.set(try FieldPath(parsing: "b.f"), try node("2")),
            .insert(FieldPath([.field("d")]), at: nil, try node("3")),
        ]
        let edited = try document.editingSource(edits)
        #expect(edited.rewritten.isEmpty)
        #expect(
            edited.source[0..<edited.source.byteCount]
                == "a: &x 1\nb: # b\n  c: *x # c\n  f: 2\nd:\n- *x\n- 3\n# e\n")
    }

    @Test("a container that is written anew is named")
    func rewritten() throws {
        let text = "# above\na: &x\n  b: 1\nc: *x\n---\n# kept\nd: 1\n"
        let document = try #require(try DocumentReader().read(SourceText(text)).first?.get())
        let edited = try document.editingSource([.set(FieldPath(parsing: "a.b"), node("2"))])
        // Changed at its anchor, the value would change where the alias stands as well.
        #expect(edited.rewritten == [FieldPath()])
        #expect(
            edited.source[0..<edited.source.byteCount]
                == "# above\na:\n  b: 2\nc:\n  b: 1\n---\n# kept\nd: 1\n")
        #expect(try document.editingSource([.set(FieldPath(parsing: "g"), node("2"))]).rewritten.isEmpty)
    }

    @Test("JSON keeps its layout")
    func json() throws {
        let pretty = "{\n  \"a\": 1,\n  \"b\": [\n    1,\n    2\n  ]\n}\n"
        #expect(
            try edited(pretty, .set(FieldPath(parsing: "a"), node("\"x\"")))
                == pretty.replacing("1,\n  \"b\"", with: "\"x\",\n  \"b\""))
        #expect(
            try edited(pretty, .set(FieldPath(parsing: "c"), node("{\"d\":true}")))
                == "{\n  \"a\": 1,\n  \"b\": [\n    1,\n    2\n  ],\n  \"c\": {\"d\":true}\n}\n")
        #expect(
            try edited(pretty, .insert(FieldPath(parsing: "b"), at: 1, node("9")))
                == "{\n  \"a\": 1,\n  \"b\": [\n    1,\n    9,\n    2\n  ]\n}\n")
        #expect(try edited("{\"a\":1,\"b\":2}", .remove(FieldPath(parsing: "b"))) == "{\"a\":1}")
    }

    @Test("files with CR LF, with a byte order mark, or without a last line break stay so")
    func lineBreaks() throws {
        #expect(try edited("a: 1\r\nb: 2\r\n", .set(FieldPath(parsing: "c"), node("3"))) == "a: 1\r\nb: 2\r\nc: 3\r\n")
        #expect(
            try edited("\u{FEFF}a: 1\nb: 2", .set(FieldPath(parsing: "c"), node("3"))) == "\u{FEFF}a: 1\nb: 2\nc: 3")
        #expect(try edited("a: é # ü\nb: 2", .remove(FieldPath(parsing: "b"))) == "a: é # ü\n")
    }

    @Test("what came through an alias or a merge key, and what is not there, is refused")
    func refused() throws {
        let text = "base: &b {x: 1}\nuse: *b\nmerged:\n  <<: *b\n  y: 2\n"
        let document = try Document(yaml: text)
        for path in ["use.x", "merged.x"] {
            let error = try #require(throws: EditError.self) {
                try document.editingSource([.set(FieldPath(parsing: path), node("2"))])
            }
            #expect(error.problem == .aliased)
        }
        for edit in [
            Edit.remove(FieldPath([.field("none")])), .remove(FieldPath()),
            .insert(FieldPath([.field("base")]), at: nil, document.root),
        ] {
            #expect(throws: EditError.self) { try document.editingSource([edit]) }
        }
        let wide = try DocumentReader().readFirst(
            SourceText([0xFF, 0xFE] + "a: 1".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }))
        let error = #expect(throws: EditError.self) { try wide.editingSource([.remove(FieldPath([.field("a")]))]) }
        #expect(error?.problem == .noSource)
    }

    @Test(
        "every single edit of a document gives the tree it should, or is refused",
        arguments: 1...150 as ClosedRange<UInt64>)
    func law(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let source =
            seed % 3 == 0
            ? Self.deployment
            : YAMLWriter(indentsSequences: seed % 2 == 0).string(try GeneratedDocument.make(seed: seed).root)
        let documents = DocumentReader().read(SourceText(source)).compactMap { try? $0.get() }
        guard let document = documents.first else { return }
        let value = try GeneratedDocument.make(seed: seed &+ 1000, depth: 2).root
        for index in 0..<document.storage.nodeCount {
            let node = Node(storage: document.storage, index: index)
            let path = node.path(keys: .byPosition)
            var edits: [Edit] = [.set(path, value), .set(path.appending(.field("added")), value)]
            if !path.steps.isEmpty { edits.append(.remove(path)) }
            if node.kind == .array {
                edits.append(.insert(path, at: Int.random(in: 0...node.count, using: &random), value))
            }
            for edit in edits {
                guard let wanted = try? document.applying([edit]) else { continue }
                do throws(EditError) {
                    let result = try document.editingSource([edit])
                    #expect(result.document == wanted, "seed \(seed) \(edit)")
                } catch {
                    #expect(error.problem == .cannotBeWritten, "seed \(seed) \(edit): \(error)")
                    Issue.record("seed \(seed): \(edit.path) could not be written\n\(source)")
                }
            }
        }
    }
}
