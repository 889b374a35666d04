import GitOpsManifest
import Testing

@testable import GitOpsCEL

@Suite("Decisive nodes")
struct DecisiveNodeTests {
    private static let object = """
        metadata:
          labels: {app: web, tier: front}
        spec:
          replicas: 3
          hostNetwork: true
          containers:
          - name: a
            image: "r/a:1"
            uid: 5
          - name: b
            image: "x/b:1"
            uid: 0
          - name: b
            ports: [80, 22]
          init:
          - {name: i, uid: 7}
        """

    /// A path, and after an exclamation mark the name it does not have.
    static func texts(_ nodes: [DecisiveNode]) -> [String] {
        nodes.map { "\($0.node.path)" + ($0.missingName.map { "!\($0)" } ?? "") }
    }

    @Test(
        "are the values that the deciding part of an expression read",
        arguments: [
            // Paths, and what is missing of them.
            ("object.spec.replicas > 5", ["spec.replicas"]), ("object.spec.nothing > 5", ["spec!nothing"]),
            ("has(object.spec.nothing)", ["spec!nothing"]), ("!has(object.spec.hostNetwork)", ["spec.hostNetwork"]),
            ("object.nothing.more == 1", ["!nothing"]),
            ("object.spec.containers[2].ports[1] != 22", ["spec.containers[2].ports[1]"]),
            ("object.spec.containers[7].name == 'a'", ["spec.containers!7"]),
            ("object.metadata.labels['a' + 'pp'] == 'x'", ["metadata.labels.app"]),
            ("object.spec.containers.size() < 3", ["spec.containers"]),
            // Optional chains.
            ("object.?spec.?nothing.orValue(false)", ["spec!nothing"]),
            ("object.spec.?hostNetwork.orValue(false) == false", ["spec.hostNetwork"]),
            ("object.?metadata.?labels[?'none'].hasValue()", ["metadata.labels!none"]),
            ("object.spec.?replicas.optMap(r, r > 5).orValue(true)", ["spec.replicas"]),
            // Logic.
            ("object.spec.replicas > 1 && object.spec.hostNetwork == false", ["spec.hostNetwork"]),
            ("object.spec.nothing > 1 && object.spec.replicas > 5", ["spec.replicas"]),
            ("object.spec.nothing > 1 || object.spec.replicas > 5", ["spec!nothing"]),
            ("object.spec.replicas > 5 || !object.spec.hostNetwork", ["spec.replicas", "spec.hostNetwork"]),
            ("!(object.spec.nothing || object.spec.hostNetwork)", ["spec.hostNetwork"]),
            ("has(object.spec.x) ? object.spec.x > 1 : false", ["spec!x"]),
            ("object.spec.replicas > 1 ? object.spec.hostNetwork == false : true", ["spec.hostNetwork"]),
            // Lists.
            ("object.spec.containers.all(c, has(c.image))", ["spec.containers[2]!image"]),
            ("object.spec.containers.all(c, c.name != 'b')", ["spec.containers[1].name"]),
            ("object.spec.containers.all(c, c.image.startsWith('r/'))", ["spec.containers[1].image"]),
            ("object.spec.containers.all(c, c.uid > 1)", ["spec.containers[1].uid"]),
            ("object.spec.containers.all(c, c.uid >= 0)", ["spec.containers[2]!uid"]),
            ("!object.spec.containers.exists(c, c.name == 'b')", ["spec.containers[1].name"]),
            ("object.spec.containers.exists(c, c.name == 'z')", ["spec.containers"]),
            (
                "object.spec.containers.exists_one(c, c.name == 'b')",
                ["spec.containers[1].name", "spec.containers[2].name"]
            ),
            ("object.spec.containers.exists_one(c, c.name == 'z')", ["spec.containers"]),
            ("object.spec.containers[2].ports.all(p, p > 30)", ["spec.containers[2].ports[1]"]),
            ("object.spec.containers.all(i, c, i < 2 || has(c.image))", ["spec.containers[2]!image"]),
            ("object.metadata.labels.all(k, v, v != 'front')", ["metadata.labels.tier"]),
            ("object.metadata.labels.all(k, k != 'tier')", ["metadata.labels.tier"]),
            ("!('front' in object.metadata.labels.map(k, object.metadata.labels[k]))", ["metadata.labels.tier"]),
            ("!(22 in object.spec.containers[2].ports)", ["spec.containers[2].ports[1]"]),
            ("!('tier' in object.metadata.labels)", ["metadata.labels.tier"]),
            ("'none' in object.metadata.labels", ["metadata.labels"]),
            ("object.spec.replicas in [1, 2]", ["spec.replicas"]),
            ("(object.spec.containers + object.spec.init).all(c, c.name != 'i')", ["spec.init[name=i].name"]),
            ("[object.spec.replicas, object.spec.init[0].uid].all(n, n < 5)", ["spec.init[name=i].uid"]),
            ("object.spec.init.map(c, c.uid).all(u, u < 5)", ["spec.init[name=i].uid"]),
            ("object.spec.containers.filter(c, has(c.uid)).all(c, c.uid > 0)", ["spec.containers[1].uid"]),
            ("object.spec.containers.filter(c, has(c.uid) && c.uid == 0).size() == 0", ["spec.containers[1].uid"]),
            ("object.spec.containers.filter(c, has(c.uid)).map(c, c.uid).all(u, u > 0)", ["spec.containers[1].uid"]),
            ("object.spec.containers.filter(c, c.name == 'z').size() > 0", ["spec.containers"]),
            ("[[1], [2]].all(l, l.all(n, object.spec.containers.all(c, c.name != 'b')))", ["spec.containers[1].name"]),
            // Bindings.
            ("cel.bind(s, object.spec, s.replicas > 5)", ["spec.replicas"]),
            ("cel.bind(r, object.spec.replicas, r > 5)", ["spec.replicas"]),
            ("cel.bind(n, object.spec.containers.map(c, c.name), !n.exists(x, x == 'a'))", ["spec.containers[0].name"]),
            ("object.spec.init.all(c, cel.bind(u, c.uid, u < 5))", ["spec.init[name=i].uid"]),
            ("false", []),
        ] as [(String, [String])])
    func nodes(expression: String, expected: [String]) throws {
        // The libraries of the specification have two-variable comprehensions in every version.
        var evaluator = try EvaluationFixture.evaluator([expression], object: Self.object, .specification)
        let nodes = evaluator.decisiveNodes(of: evaluator.program.all[0])
        #expect(Self.texts(nodes) == expected)
    }

    private static func withVariables(
        _ definitions: [(String, String)], _ expressions: [String]
    ) throws -> Evaluator {
        var environment = Environment.specification
        environment.declare("object", .dynamic)
        let fields = Dictionary(uniqueKeysWithValues: definitions.map { ($0.0, CELType.dynamic) })
        environment.declare(ObjectType("test.variables", fields: fields))
        environment.declare("variables", .object("test.variables"))
        var builder = ProgramBuilder()
        for (name, text) in definitions {
            try builder.define("variables.\(name)", ExpressionSource(text), in: environment)
        }
        for text in expressions { try builder.add(ExpressionSource(text), in: environment) }
        var evaluator = Evaluator(builder.build())
        evaluator.bind("object", to: try Document(yaml: object).root)
        return evaluator
    }

    @Test(
        "are followed into the expressions that names stand for",
        arguments: [
            ("variables.replicas > 5", ["spec.replicas"]),
            ("variables.all.all(c, c.name != 'i')", ["spec.init[name=i].name"]),
            ("variables.uids.all(u, u > 0)", ["spec.containers[1].uid"]), ("variables.missing > 1", ["spec!nothing"]),
            ("variables.spec.replicas > 5", ["spec.replicas"]), ("variables.twice > 100", ["spec.replicas"]),
            (
                "object.spec.init.all(c, variables.uids.exists(u, u == c.uid))",
                ["spec.containers[0].uid", "spec.containers[1].uid", "spec.init[name=i]"]
            ),
        ] as [(String, [String])])
    func named(expression: String, expected: [String]) throws {
        var evaluator = try Self.withVariables(
            [
                ("replicas", "object.spec.replicas"), ("all", "object.spec.containers + object.spec.init"),
                ("uids", "object.spec.containers.filter(c, has(c.uid)).map(c, c.uid)"),
                ("missing", "object.spec.nothing"), ("spec", "object.spec"),
                ("twice", "variables.replicas + variables.replicas"),
            ], [expression])
        let found = Self.texts(evaluator.decisiveNodes(of: evaluator.program.all[0]))
        #expect(Array(found.prefix(expected.count)) == expected)
    }

    @Test("a loop keeps its variable when a name is read in it for the first time")
    func slots() throws {
        var evaluator = try Self.withVariables(
            [("names", "object.spec.containers.map(q, q.name)")],
            ["['b'].all(x, variables.names.exists(n, n == x) && x == 'b')"])
        let isTrue = evaluator.isTrue(evaluator.program.all[0])
        #expect(isTrue)
    }

    @Test("have the position of the element, and of the parent of a missing field")
    func positions() throws {
        var evaluator = try EvaluationFixture.evaluator(
            ["object.spec.containers.all(c, has(c.image))", "object.spec.containers.all(c, c.image.startsWith('r/'))"],
            object: Self.object)
        let missing = evaluator.decisiveNodes(of: evaluator.program.all[0]).first?.node.position
        #expect(missing?.line == 13)
        let wrong = evaluator.decisiveNodes(of: evaluator.program.all[1]).first?.node.position
        #expect(wrong?.line == 11 && wrong?.column == 12)
    }

    @Test("many names that read each other twice are followed in time that grows with them")
    func sharing() throws {
        let names = (0..<60).map { number in
            ("v\(number)", number == 0 ? "object.spec.replicas" : "variables.v\(number - 1) - variables.v\(number - 1)")
        }
        var evaluator = try Self.withVariables(names, ["variables.v59 > 5"])
        let nodes = evaluator.decisiveNodes(of: evaluator.program.all[0])
        #expect(Self.texts(nodes) == ["spec.replicas"])
    }

    @Test("asking for them changes neither costs nor memory nor later answers")
    func traceless() throws {
        let texts = ["object.spec.containers.map(c, c.name + c.name).size() > 9", "object.spec.replicas == 3"]
        var evaluator = try EvaluationFixture.evaluator(texts, object: Self.object)
        let all = evaluator.program.all
        let first = evaluator.isTrue(all[0])
        let costs = [evaluator.cost, evaluator.totalCost]
        for _ in 0..<1_000 { _ = evaluator.decisiveNodes(of: all[0]) }
        let costsAfterwards = [evaluator.cost, evaluator.totalCost]
        #expect(costsAfterwards == costs)
        let answers = [first, evaluator.isTrue(all[0]), evaluator.isTrue(all[1])]
        #expect(answers == [false, false, true])
    }
}
