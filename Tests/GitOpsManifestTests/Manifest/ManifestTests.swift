import GitOpsManifest
import Testing

@Suite("Manifests and sets of them")
struct ManifestTests {
    private func described(_ text: String) -> [String] {
        let set = ManifestSet(SourceText(text, name: "a.yaml"))
        return set.manifests.map(\.id.description)
            + set.unreadable.map { entry in
                if case .manifest(let problem) = entry.problem {
                    "\(entry.origin.documentIndex).\(entry.origin.itemIndex ?? -1) \(problem)"
                } else {
                    "document"
                }
            }
    }

    @Test("identity")
    func identity() throws {
        let set = ManifestSet(
            SourceText(
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"
            ),
            revision: "main")
        #expect(set.manifests.map(\.id.description) == ["Deployment.apps shop/web", "Namespace shop"])
        #expect(
            set.manifests.map(\.origin.documentIndex) == [0, 1]
                && set.manifests.map(\.origin.revision) == ["main", "main"])
        #expect(set.manifests.map(\.position?.line) == [1, 5] && set.sourceCount == 1)
        #expect(set[ResourceID(group: "apps", kind: "Deployment", namespace: "shop", name: "web")].count == 1)
        #expect(
            set.manifests(ofKind: "Deployment", group: "apps").count == 1
                && set.manifests(ofKind: "Deployment", group: "").isEmpty)
    }

    @Test("items of a typed list are whole objects, and every value keeps its place")
    func typedList() throws {
        let text = """
            apiVersion: apps/v1
            kind: DeploymentList
            items:
            - metadata: &m {name: a, labels: {x: "1", x: "2"}}
              kind: null
              spec:
                replicas: 3
                template: {spec: {containers: [{name: c, image: i}, {name: d, "own name": é}]}}
            - metadata:
                <<: *m
                name: b
            """
        let set = ManifestSet(SourceText(text, name: "list.yaml"))
        try #require(set.unreadable.isEmpty && set.manifests.count == 2)
        let first = set.manifests[0].root
        #expect(set.manifests.map { "\($0.id)" } == ["Deployment.apps a", "Deployment.apps b"])
        #expect(first["kind"]?.string == "Deployment" && first["apiVersion"]?.string == "apps/v1")
        #expect(first["kind"]?.position.map { "\($0)" } == "2:7" && first["apiVersion"]?.keyPosition?.line == 1)
        #expect(first.position.map { "\($0)" } == "4:3")
        let places: [(String, String)] = [
            ("/spec/replicas", "7:15"), ("/spec/template/spec/containers/1/own name", "8:79"),
            ("/metadata/labels/x", "4:46"),
        ]
        for (path, place) in places {
            let node = first.value(at: try JSONPointer(parsing: path))
            #expect(node?.position.map { "\($0)" } == place, "\(path)")
        }
        let whole = try DocumentReader().readFirst(SourceText(text, name: "list.yaml"))
        #expect(whole.duplicateKeys.map(\.key).contains("x"))
        #expect(set.manifests.allSatisfy { $0.document.duplicateKeys == whole.duplicateKeys })
        #expect(set.manifests[1].root["metadata"]?["labels"]?["x"]?.string == "2")
        let json = #"{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "b", "labels": {"x": "2"}}}"#
        #expect(try DocumentReader().readFirst(SourceText(json, name: "b")).root == set.manifests[1].root)
    }

    @Test(
        "lists are flattened, and what is no object is kept as unreadable",
        arguments: [
            (
                "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: A, metadata: {name: a}}\n- {apiVersion: v1, kind: B, metadata: {name: b}}\n",
                ["A a", "B b"]
            ),
            (
                "apiVersion: v1\nkind: ConfigMapList\nitems: [{metadata: {name: a}}, {kind: X, metadata: {name: b}}]\n",
                ["ConfigMap a", "0.1 \(ManifestProblem.missing("apiVersion"))"]
            ),
            (
                "apiVersion: v1\nkind: List\nitems: [{metadata: {name: a}}]\n",
                ["0.0 \(ManifestProblem.missing("apiVersion"))"]
            ),
            (
                "apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: List, items: []}]\n",
                ["0.0 \(ManifestProblem.nestedList)"]
            ),
            (
                "apiVersion: v1\nkind: List\nitems: [~, 1]\n",
                ["0.0 \(ManifestProblem.notAnObject(.null))", "0.1 \(ManifestProblem.notAnObject(.integer))"]
            ),
            ("apiVersion: v1\nkind: List\nitems: []\n", []), ("null\n", []), ("---\n# c\n---\n", []),
            ("apiVersion: v1\nkind: A\nmetadata: {generateName: a-}\n", ["A a-*"]),
            ("apiVersion: v1\nkind: A\nmetadata: {name: a, namespace: ''}\n", ["A a"]),
            ("apiVersion: v1\nkind: A\n", ["0.-1 \(ManifestProblem.missing("metadata.name"))"]),
            ("kind: A\nmetadata: {name: a}\n", ["0.-1 \(ManifestProblem.missing("apiVersion"))"]),
            ("apiVersion: v1\nkind: ''\nmetadata: {name: a}\n", ["0.-1 \(ManifestProblem.missing("kind"))"]),
            ("apiVersion: 1\nkind: A\nmetadata: {name: a}\n", ["0.-1 \(ManifestProblem.notAString("apiVersion"))"]),
            ("apiVersion: v1\nkind: A\nmetadata: {name: 1}\n", ["0.-1 \(ManifestProblem.notAString("metadata.name"))"]),
            (
                "apiVersion: v1\nkind: A\nmetadata: {name: a, namespace: 1}\n",
                ["0.-1 \(ManifestProblem.notAString("metadata.namespace"))"]
            ),
            ("a: [\n---\napiVersion: v1\nkind: A\nmetadata: {name: a}\n", ["A a", "document"]),
        ] as [(String, [String])])
    func reading(text: String, expected: [String]) {
        #expect(described(text) == expected)
    }

    @Test("a document that is no object is no resource, and no error")
    func notAnObject() {
        let set = ManifestSet(SourceText("- a\n---\nx\n---\n1.5\n", name: "a.yaml"))
        #expect(set.manifests.isEmpty && set.unreadable.isEmpty)
        #expect(set.nonResources.map(\.origin.documentIndex) == [0, 1, 2])
    }

    @Test("configuration of programs is no resource, unless it has a name or its group is unknown")
    func configurationOfPrograms() {
        let kind = "apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\n"
        let set = ManifestSet(SourceText(kind + "---\n" + kind + "metadata: {name: a}\n", name: "a.yaml"))
        #expect(set.manifests.map(\.id.name) == ["a"] && set.unreadable.isEmpty)
        #expect(set.nonResources.map(\.origin.documentIndex) == [0])
        let unknown = ManifestSet(SourceText(kind.replacing("kind.x-k8s.io", with: "x.example"), name: "a.yaml"))
        #expect(unknown.unreadable.count == 1)
    }

    @Test("an identity that comes twice is a duplicate, also after sets were joined, and order is that of the input")
    func duplicates() {
        func set(_ names: [String]) -> ManifestSet {
            ManifestSet(
                SourceText(
                    names.map { "apiVersion: v1\nkind: A\nmetadata: {name: \($0)}\n" }.joined(separator: "---\n"),
                    name: "s"))
        }
        var all = set(["b", "a", "b"])
        #expect(all.duplicates.map(\.name) == ["b"])
        all = all.appending(set(["a", "c"]))
        #expect(all.duplicates.map(\.name) == ["a", "b"])
        #expect(all.manifests.map(\.id.name) == ["b", "a", "b", "a", "c"] && all.sourceCount == 2)
        #expect(all[ResourceID(group: "", kind: "A", name: "a")].map(\.origin.documentIndex) == [1, 0])
    }
}
