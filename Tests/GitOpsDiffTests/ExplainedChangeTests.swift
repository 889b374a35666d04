import GitOpsDiff
import GitOpsManifest
import GitOpsSchema
import Testing

@Suite("Explained changes")
struct ExplainedChangeTests {
    private func object(_ data: String, fields: String = "") throws -> Node {
        try Document(
            yaml: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: b\(fields)}\ndata: {\(data)}\n"
        ).root
    }

    private static let managers = """
        , managedFields: [
        {manager: flux, operation: Apply, apiVersion: v1, time: "2026-01-01T00:00:00Z", fieldsType: FieldsV1,
         fieldsV1: {"f:data": {"f:ours": {}, "f:gone": {}}}},
        {manager: hand, operation: Update, apiVersion: v1, time: "2026-02-02T00:00:00Z", fieldsType: FieldsV1,
         fieldsV1: {"f:data": {"f:theirs": {}}}}]
        """

    private func explained(
        _ mode: ThreeWayDiff.Mode, lastApplied: Node? = nil, desired: Node, live: Node
    ) -> [String: ExplainedChange] {
        let result = ThreeWayDiff(mode: mode).compare(lastApplied: lastApplied, desired: desired, live: live)
        let changes = result.explained(risk: RiskClassifier())
        #expect(changes.map(\.change.path) == result.changes.map(\.path))
        return Dictionary(uniqueKeysWithValues: changes.map { ($0.change.path.description, $0) })
    }

    @Test("managed fields tell who wrote the live value, when, and which side moved")
    func serverSide() throws {
        let live = try object("ours: '1', gone: '1', theirs: '1', nobodys: '1'", fields: Self.managers)
        let desired = try object("ours: '2', theirs: '2', nobodys: '2', new: '2'")
        let changes = explained(.serverSideApply(manager: "flux"), desired: desired, live: live)
        #expect(
            changes.mapValues(\.classification) == [
                "data.ours": .desiredChanged, "data.gone": .desiredChanged, "data.theirs": .takenOver,
                "data.nobodys": .unknown, "data.new": .missing,
            ])
        let owner = try #require(changes["data.theirs"]?.owners.first)
        #expect(owner.manager == "hand" && owner.operation == .update && owner.time == "2026-02-02T00:00:00Z")
        #expect("\(owner)" == "hand since 2026-02-02T00:00:00Z")
        #expect(changes["data.nobodys"]?.owners == [] && changes["data.new"]?.owners == [])
        #expect(changes["data.ours"]?.risks.isEmpty == false)
    }

    @Test(
        "the state applied before tells which side moved", arguments: [ThreeWayDiff.Mode.clientSideApply, .jsonMerge])
    func lastApplied(mode: ThreeWayDiff.Mode) throws {
        let before = try object("git: '1', hand: '1', both: '1', removed: '1', lost: '1', same: '1'")
        let live = try object("git: '1', hand: '9', both: '9', removed: '1', same: '1', taken: '9'")
        let desired = try object("git: '2', hand: '1', both: '2', lost: '1', same: '1', new: '2', taken: '2'")
        let changes = explained(mode, lastApplied: before, desired: desired, live: live)
        #expect(
            changes.mapValues(\.classification) == [
                "data.git": .desiredChanged, "data.hand": .liveChanged, "data.both": .bothChanged,
                "data.removed": .desiredChanged, "data.lost": .liveChanged, "data.new": .desiredChanged,
                "data.taken": .takenOver,
            ])
        #expect(changes["data.git"]?.lastApplied?.string == "1" && changes["data.new"]?.lastApplied == nil)
    }

    @Test("an item of a keyed list belongs to whoever owns it or a part of it")
    func items() throws {
        let live = try Document(
            yaml: """
                apiVersion: v1
                kind: Service
                metadata:
                  name: a
                  managedFields:
                  - {manager: scaler, operation: Update, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {"f:spec":
                      {"f:ports": {'k:{"port":80,"protocol":"TCP"}': {"f:targetPort": {}}}}}}
                  - {manager: other, operation: Update, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {"f:spec":
                      {"f:ports": {'k:{"port":81,"protocol":"TCP"}': {"f:targetPort": {}}}}}}
                spec: {ports: [{port: 80, protocol: TCP, targetPort: 1}, {port: 81, protocol: TCP, targetPort: 1}]}
                """
        ).root
        let desired = try Document(
            yaml: "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80, targetPort: 2}]}"
        ).root
        let changes = explained(.twoWay, desired: desired, live: live)
        #expect(changes.values.map { $0.owners.map(\.manager) } == [["scaler"]])
        #expect(changes.values.map(\.classification) == [.takenOver])
    }

    @Test("a report says it in JSON and in text, and masks what is secret")
    func rendered() throws {
        let text = { (kind: String) in
            """
            apiVersion: v1
            kind: \(kind)
            metadata: {name: a, namespace: b\(Self.managers)}
            data: {ours: MQ==, theirs: MQ==}
            """
        }
        let desired = { (kind: String) in
            "apiVersion: v1\nkind: \(kind)\nmetadata: {name: a, namespace: b}\ndata: {ours: MQ==, theirs: Mg==}\n"
        }
        for (kind, value) in [("ConfigMap", #""MQ==""#), ("Secret", "***")] {
            let report = ClusterDiff(mode: .serverSideApply(manager: "flux")).compare(
                desired: ManifestSet(SourceText(desired(kind), name: "d.yaml")),
                live: ManifestSet(SourceText(text(kind), name: "l.yaml")))
            let json = try Document(json: try ClusterReportRenderer(format: .json).render(report)).root
            #expect(
                json["classification"]?.string == "takenOver"
                    && json["live"]?.string == (kind == "Secret" ? "***" : "MQ=="))
            #expect(json["owners"]?.elements.first?["manager"]?.string == "hand")
            let lines = try ClusterReportRenderer().render(report)
            #expect(lines.contains("is \(value) (by hand since 2026-02-02T00:00:00Z), wants"))
        }
    }
}
