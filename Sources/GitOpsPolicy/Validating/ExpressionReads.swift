import GitOpsCEL
import GitOpsManifest

/// What expressions of a policy read besides the object.
struct ExpressionInputs: OptionSet, Sendable {
    let rawValue: UInt8
    /// `request.userInfo`.
    static let user = ExpressionInputs(rawValue: 1)
    /// `authorizer`.
    static let authorizer = ExpressionInputs(rawValue: 2)
    /// `request`.
    static let request = ExpressionInputs(rawValue: 4)
    /// `namespaceObject`.
    static let namespace = ExpressionInputs(rawValue: 8)
}

/// What an expression names: the inputs it needs, and the fields of the object it looks at.
struct ExpressionReads: Sendable {
    private(set) var inputs: ExpressionInputs = []
    /// Fields of the object, the longest ways only, those of the variables it uses among them.
    private(set) var paths: [FieldPath] = []

    private enum Origin {
        case object
        case request
        case variables
    }

    private struct Way {
        var origin: Origin
        var path: FieldPath
    }

    init(_ tree: ExpressionTree, variables: [ExactText: [FieldPath]]) {
        var ways: [ExpressionID: Way] = [:]
        var continued: Set<ExpressionID> = []
        // Children stand before their parents.
        for index in tree.nodes.indices {
            let id = ExpressionID(rawValue: UInt32(index))
            guard let step = step(id, tree) else { continue }
            guard case .member(let operand, let name) = step else {
                if case .start(let origin) = step { ways[id] = Way(origin: origin, path: FieldPath()) }
                continue
            }
            guard var way = ways[operand] else { continue }
            way.path = way.path.appending(name)
            ways[id] = way
            continued.insert(operand)
        }
        for (id, way) in ways.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where !continued.contains(id) {
            add(way, variables)
        }
    }

    private mutating func add(_ way: Way, _ variables: [ExactText: [FieldPath]]) {
        switch way.origin {
        case .object: if !paths.contains(way.path) { paths.append(way.path) }
        case .request:
            // The request as a whole may be looked through later.
            if way.path.steps.first == nil || way.path.steps.first == .field("userInfo") { inputs.insert(.user) }
        case .variables:
            guard case .field(let name)? = way.path.steps.first else { return }
            for path in variables[ExactText(name)] ?? [] {
                let whole = FieldPath(path.steps + way.path.steps.dropFirst())
                if !paths.contains(whole) { paths.append(whole) }
            }
        }
    }

    private enum Step {
        case start(Origin)
        case member(ExpressionID, FieldPath.Step)
    }

    private mutating func step(_ id: ExpressionID, _ tree: ExpressionTree) -> Step? {
        switch tree[id].kind {
        case .identifier(let text):
            switch tree.text(text) {
            // What an expression reads of the old object is looked up in the one that is judged: in a deletion they are the
            // same, and of an update the field that changed is there.
            case "object", ".object", "oldObject", ".oldObject": return .start(.object)
            case "request", ".request":
                inputs.insert(.request)
                return .start(.request)
            case "variables", ".variables": return .start(.variables)
            case "authorizer", ".authorizer": inputs.insert(.authorizer)
            case "namespaceObject", ".namespaceObject": inputs.insert(.namespace)
            default: break
            }
            return nil
        case .select(let operand, let name), .has(let operand, let name):
            return .member(operand, .field(tree.text(name)))
        case .call(let name, let range):
            guard ["_[_]", "_?._", "_[?_]"].contains(tree.text(name)) else { return nil }
            let arguments = Array(tree.operands(range))
            guard arguments.count == 2 else { return nil }
            switch tree[arguments[1].expression].kind {
            case .string(let text): return .member(arguments[0].expression, .field(tree.text(text)))
            case .integer(let index):
                return Int(exactly: index).map { .member(arguments[0].expression, .index($0)) }
            default: return nil
            }
        default: return nil
        }
    }
}
