import GitOpsDiff
import GitOpsManifest
import GitOpsSchema

/// Server-side apply: `live`, `applied`, `manager`, `force`, and the object, the conflicts or the refusal that follow.
///
/// Times, `resourceVersion` and `generation` do not count. Refusals of validation (422) are not part of server-side
/// apply; those cases only have to end without an error of the engine's own or with a refusal.
enum ServerSideApplyCases {
    static func run(path: String) throws -> [CaseResult] {
        let schema = try CaseFile.schema(beside: path)
        let engine = ServerSideApply(schema: schema)
        return try CaseFile.lines(path).map { document in
            let root = document.root
            guard let name = root["name"]?.string, let live = root["live"], let applied = root["applied"],
                let manager = root["manager"]?.string, let force = root["force"]?.bool,
                let status = root["status"]?.int64
            else { throw SuiteError(description: "\(path): a case without a field it needs") }
            let time = root["result"]?["metadata"]?["managedFields"]?.elements
                .first { $0["manager"]?.string == manager && $0["operation"]?.string == "Apply" }?["time"]?.string
                .flatMap { try? Timestamp(parsing: $0, precision: .seconds) }
            let outcome = try result(engine, try applied.standalone(), try live.standalone(), manager, force, time)
            switch status {
            case 200:
                return .check(
                    name, expected: try comparable(root["result"]?.withoutAllocatedPorts(outcome.object)),
                    found: try outcome.object.map(comparable) ?? outcome.text)
            case 409:
                let expected = root["conflicts"]?.elements.map { conflict in
                    "\(conflict["field"]?.string ?? "") \(conflict["message"]?.string ?? "")"
                }
                return .check(name, expected: (expected ?? []).sorted().joined(separator: "\n"), found: outcome.text)
            case 422: return .passed(name + ": validation is not part")
            default:
                return outcome.isRefusal
                    ? .passed(name)
                    : .failed(name, expected: root["message"]?.string ?? "", found: outcome.text)
            }
        }
    }

    private struct Found {
        var object: Node?
        var text = ""
        var isRefusal = false
    }

    private static func result(
        _ engine: ServerSideApply, _ applied: Node, _ live: Node, _ manager: String, _ force: Bool, _ time: Timestamp?
    ) throws -> Found {
        do throws(ServerSideApplyError) {
            switch try engine.apply(applied, to: live, as: manager, force: force, time: time) {
            case .applied(let document, _): return Found(object: document.root, text: "applied")
            case .conflicts(let conflicts):
                return Found(text: conflicts.map { "\($0.field) \($0.message)" }.sorted().joined(separator: "\n"))
            }
        } catch {
            return Found(text: "\(error)", isRefusal: true)
        }
    }

    /// The object without what does not count.
    private static func comparable(_ node: Node?) throws -> String {
        guard let node else { return "nothing" }
        var builder = DocumentBuilder()
        append(node, FieldPath(), &builder)
        return JSONWriter.canonical.string(try builder.finish().root)
    }

    private static func append(_ node: Node, _ path: FieldPath, _ builder: inout DocumentBuilder) {
        let isMetadata = path.steps == [.field("metadata")]
        let isEntry = path.steps.count == 3 && path.steps.starts(with: [.field("metadata"), .field("managedFields")])
        guard node.kind == .object || path.steps.count == 2 && path.steps[1] == .field("managedFields") else {
            return builder.append(node)
        }
        if node.kind == .array {
            builder.beginArray()
            for (index, element) in node.elements.enumerated() {
                append(element, path.appending(.index(index)), &builder)
            }
            return builder.end()
        }
        builder.beginObject()
        for (key, value) in node.members {
            if isMetadata, key == "resourceVersion" || key == "generation" { continue }
            if isEntry, key == "time" { continue }
            builder.key(key)
            if path.steps.isEmpty && key == "metadata" || isMetadata && key == "managedFields" {
                append(value, path.appending(.field(key)), &builder)
            } else {
                builder.append(value)
            }
        }
        builder.end()
    }
}

extension Node {
    /// A Service without the node ports that the server chose for ports which another one leaves open.
    fileprivate func withoutAllocatedPorts(_ other: Node?) throws -> Node {
        guard self["kind"]?.string == "Service", let ports = other?["spec"]?["ports"] else { return self }
        var builder = DocumentBuilder()
        builder.beginObject()
        for (key, value) in members {
            builder.key(key)
            if key == "spec" { value.appendSpec(ports, to: &builder) } else { builder.append(value) }
        }
        builder.end()
        return try builder.finish().root
    }

    private func appendSpec(_ others: Node, to builder: inout DocumentBuilder) {
        builder.beginObject()
        for (key, value) in members {
            builder.key(key)
            guard key == "ports" else {
                builder.append(value)
                continue
            }
            builder.beginArray()
            for (index, port) in value.elements.enumerated() {
                builder.beginObject()
                for (name, member) in port.members where name != "nodePort" || others[index]?[name] != nil {
                    builder.key(name)
                    builder.append(member)
                }
                builder.end()
            }
            builder.end()
        }
        builder.end()
    }
}

enum ServerSideApplySuite: Suite {
    static let name = "ssa"
    static func run(path: String) throws -> [CaseResult] { try ServerSideApplyCases.run(path: path) }
}

enum CustomServerSideApplySuite: Suite {
    static let name = "crd-ssa"
    static func run(path: String) throws -> [CaseResult] { try ServerSideApplyCases.run(path: path) }
}
