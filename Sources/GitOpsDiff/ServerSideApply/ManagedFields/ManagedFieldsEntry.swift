public import GitOpsManifest

/// One entry of `metadata.managedFields`: the fields that a manager owns.
///
/// Source: k8s.io/apimachinery `pkg/apis/meta/v1/types.go`, `ManagedFieldsEntry`.
public struct ManagedFieldsEntry: Sendable, Hashable {
    /// How a manager came to own fields.
    public enum Operation: String, Sendable, Hashable {
        /// By server-side apply: fields that it no longer applies are removed.
        case apply = "Apply"
        /// By any other write.
        case update = "Update"
    }

    /// The name of the manager.
    public var manager: String
    /// How it came to own the fields.
    public var operation: Operation
    /// The version of the API that the paths belong to.
    public var apiVersion: String
    /// When the entry was changed last.
    public var time: Timestamp?
    /// The subresource that was written; empty for the resource itself.
    public var subresource: String
    /// The fields.
    public var fields: FieldSet

    /// An entry from its parts.
    public init(
        manager: String, operation: Operation, apiVersion: String, time: Timestamp? = nil, subresource: String = "",
        fields: FieldSet
    ) {
        self.manager = manager
        self.operation = operation
        self.apiVersion = apiVersion
        self.time = time
        self.subresource = subresource
        self.fields = fields
    }

    /// The entries of an object, in its order; none when it has none.
    ///
    /// Source: apimachinery `pkg/util/managedfields/internal/managedfields.go`, `DecodeManagedFields`.
    ///
    /// - Throws: `ManagedFieldsError` for the first entry that the server would not read.
    /// - Complexity: O(size of the entries).
    public static func entries(of object: Node) throws(ManagedFieldsError) -> [ManagedFieldsEntry] {
        let heads = try ManagedFieldsHead.heads(of: object)
        var entries: [ManagedFieldsEntry] = []
        for (index, head) in heads.enumerated() {
            var fields = FieldSet()
            do throws(FieldSetError) {
                if let node = head.fields {
                    fields = try FieldSet(fieldsV1: Node(storage: object.storage, index: node))
                }
            } catch {
                throw ManagedFieldsError(entry: index, problem: .fields(error))
            }
            entries.append(
                ManagedFieldsEntry(
                    manager: head.manager, operation: head.operation, apiVersion: head.apiVersion, time: head.time,
                    subresource: head.subresource, fields: fields))
        }
        return entries
    }

    /// Appends the entry as a value of `metadata.managedFields`.
    public func append(to builder: inout DocumentBuilder) {
        builder.beginObject()
        let head = ManagedFieldsHead(
            manager: manager, operation: operation, apiVersion: apiVersion, subresource: subresource, time: time)
        head.appendMembers(to: &builder)
        builder.key("fieldsV1")
        fields.append(to: &builder)
        head.appendSubresource(to: &builder)
        builder.end()
    }
}

/// An entry of `metadata.managedFields` that the server would not read.
public struct ManagedFieldsError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong with an entry.
    public enum Problem: Sendable, Hashable {
        /// `operation` is neither `Apply` nor `Update`.
        case operation
        /// `apiVersion` is missing.
        case apiVersion
        /// `fieldsType` is not `FieldsV1`.
        case fieldsType
        /// `time` is no RFC 3339 time.
        case time
        /// `fieldsV1` is not a set of fields.
        case fields(FieldSetError)
        /// The list or an entry has another type, or a member of an entry has.
        case type
        /// There are more entries than this engine tells apart.
        case tooMany(maximum: Int)
    }

    /// Position of the entry, counted from 0.
    public let entry: Int
    /// What is wrong with it.
    public let problem: Problem

    /// An error from its parts.
    public init(entry: Int, problem: Problem) {
        self.entry = entry
        self.problem = problem
    }

    /// Place, problem and next step.
    public var description: String {
        let place = "metadata.managedFields[\(entry)]"
        switch problem {
        case .operation: return "\(place): operation must be `Apply` or `Update`"
        case .apiVersion: return "\(place): apiVersion must not be empty"
        case .fieldsType: return "\(place): fieldsType must be \"FieldsV1\""
        case .time: return "\(place): time must be an RFC 3339 time"
        case .fields(let error): return "\(place): \(error)"
        case .type: return "\(place): expected an object with texts, and fieldsV1"
        case .tooMany(let maximum): return "\(place): more than \(maximum) managers own fields; merge their entries"
        }
    }
}

/// An entry without its fields.
struct ManagedFieldsHead {
    var manager: String
    var operation: ManagedFieldsEntry.Operation
    var apiVersion: String
    var subresource: String
    var time: Timestamp?
    /// The node of `fieldsV1` in the object's document.
    var fields: Int?

    /// Whether both are one manager: of appliers the version does not count.
    ///
    /// Source: `managedfields.go`, `BuildManagerIdentifier`.
    func isSameManager(as other: ManagedFieldsHead) -> Bool {
        operation == other.operation && manager == other.manager && subresource == other.subresource
            && (operation == .apply || apiVersion == other.apiVersion)
    }

    static func heads(of object: Node) throws(ManagedFieldsError) -> [ManagedFieldsHead] {
        guard let list = object["metadata"]?["managedFields"], !list.isNull else { return [] }
        guard list.kind == .array else { throw ManagedFieldsError(entry: 0, problem: .type) }
        var heads: [ManagedFieldsHead] = []
        heads.reserveCapacity(list.count + 1)
        for (index, entry) in list.elements.enumerated() {
            do throws(HeadProblem) {
                heads.append(try ManagedFieldsHead(entry))
            } catch {
                throw ManagedFieldsError(entry: index, problem: error.problem)
            }
        }
        return heads
    }

    private struct HeadProblem: Error { let problem: ManagedFieldsError.Problem }

    private init(_ entry: Node) throws(HeadProblem) {
        guard entry.kind == .object else { throw HeadProblem(problem: .type) }
        guard let operation = ManagedFieldsEntry.Operation(rawValue: try Self.text(entry["operation"])) else {
            throw HeadProblem(problem: .operation)
        }
        let apiVersion = try Self.text(entry["apiVersion"])
        if apiVersion.isEmpty { throw HeadProblem(problem: .apiVersion) }
        if try Self.text(entry["fieldsType"]) != "FieldsV1" { throw HeadProblem(problem: .fieldsType) }
        var time: Timestamp?
        let timeText = try Self.text(entry["time"])
        if !timeText.isEmpty {
            time = try? Timestamp(parsing: timeText, precision: .seconds)
            if time == nil { throw HeadProblem(problem: .time) }
        }
        self.init(
            manager: try Self.text(entry["manager"]), operation: operation, apiVersion: apiVersion,
            subresource: try Self.text(entry["subresource"]), time: time,
            fields: entry["fieldsV1"].flatMap { $0.isNull ? nil : $0.index })
    }

    init(
        manager: String, operation: ManagedFieldsEntry.Operation, apiVersion: String, subresource: String,
        time: Timestamp? = nil, fields: Int? = nil
    ) {
        self.manager = manager
        self.operation = operation
        self.apiVersion = apiVersion
        self.subresource = subresource
        self.time = time
        self.fields = fields
    }

    private static func text(_ node: Node?) throws(HeadProblem) -> String {
        guard let node, !node.isNull else { return "" }
        guard let text = node.string else { throw HeadProblem(problem: .type) }
        return text
    }

    func appendMembers(to builder: inout DocumentBuilder) {
        if !manager.isEmpty {
            builder.key("manager")
            builder.append(manager)
        }
        builder.key("operation")
        builder.append(operation.rawValue)
        builder.key("apiVersion")
        builder.append(apiVersion)
        if let time {
            builder.key("time")
            builder.append(time.formatted(.seconds))
        }
        builder.key("fieldsType")
        builder.append("FieldsV1")
    }

    func appendSubresource(to builder: inout DocumentBuilder) {
        guard !subresource.isEmpty else { return }
        builder.key("subresource")
        builder.append(subresource)
    }

    /// The order of the entries that the server writes.
    ///
    /// Source: `managedfields.go`, `sortEncodedManagedFields`.
    func precedes(_ other: ManagedFieldsHead) -> Bool {
        if operation != other.operation { return operation == .apply }
        let seconds = time?.seconds ?? 0
        let otherSeconds = other.time?.seconds ?? 0
        if seconds != otherSeconds { return seconds < otherSeconds }
        for (own, others) in [
            (manager, other.manager), (apiVersion, other.apiVersion), (subresource, other.subresource),
        ] where !own.utf8.elementsEqual(others.utf8) {
            return own.utf8.lexicographicallyPrecedes(others.utf8)
        }
        return false
    }
}
