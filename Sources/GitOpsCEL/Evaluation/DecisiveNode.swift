public import GitOpsManifest

/// A value of a document that decided what an expression amounts to.
public struct DecisiveNode: Sendable {
    /// The value, or the deepest container on the way to one that is missing.
    public let node: Node
    /// The name that the object does not have, or the index that the list does not have; `nil` when the value is there.
    public let missingName: String?
}

extension DecisiveNode {
    func isSame(as other: DecisiveNode) -> Bool {
        node.storage === other.node.storage && node.index == other.node.index && missingName == other.missingName
    }

    func lies(in container: Node) -> Bool {
        var current: Node? = node
        while let node = current {
            if node.storage === container.storage, node.index == container.index { return true }
            current = node.parent
        }
        return false
    }
}

extension Evaluator {
    /// The values that decided an expression: those read by the side of `&&` and `||` that did, in the element for
    /// which a quantifier failed or held, followed through `cel.bind` and named expressions.
    ///
    /// The first is the one that was read first; none is there twice. Empty when the expression reads no document, or
    /// when a limit ended it. Evaluates the expression and its parts again, within four times the limit of one
    /// expression, and leaves no trace in costs and memory; without a call of this nothing is recorded.
    /// ``hasAllDecisiveNodes`` tells whether a limit ended the search.
    public mutating func decisiveNodes(of expression: Program.Expression) -> [DecisiveNode] {
        let (nodes, isComplete) = withoutTrace { $0.explanation(of: expression) }
        hasAllDecisiveNodes = isComplete
        return nodes
    }

    private mutating func explanation(of expression: Program.Expression) -> (nodes: [DecisiveNode], isComplete: Bool) {
        let value = run(expression)
        guard evaluation.final == nil else { return ([], false) }
        let (limit, isTooMuch) = limits.expressionCost.multipliedReportingOverflow(by: 4)
        evaluation.costLimit = isTooMuch ? .max : limit
        var explanation = Explanation()
        let index = Int(expression.index)
        let entry = program.entries[index]
        if isDeep(expression) {
            let levels = Int(program.levels[index])
            let isDone = withUnsafeMutablePointer(to: &self) { evaluator in
                RoomyStack.run(levels: levels) {
                    evaluator.pointee.explain(entry, value, &explanation)
                    return true
                }
            }
            if isDone == nil { return ([], false) }
        } else {
            explain(entry, value, &explanation)
        }
        return (explanation.found, !explanation.isCut && evaluation.final == nil)
    }
}

/// What was found so far.
struct Explanation {
    private(set) var found: [DecisiveNode] = []
    /// Where the values of loops' variables come from, by slot.
    var origins: [UInt32: [DecisiveNode]] = [:]
    /// Named expressions that were followed: what several of them share is told once.
    var named: Set<UInt32> = []
    /// Nodes of the texts of documents.
    var texts = TextNodes()
    private var steps = 0
    private var looks = 0
    /// A limit kept something from being found.
    private(set) var isCut = false

    /// More than anybody reads.
    private static let nodeLimit = 32
    private static let stepLimit = 20_000

    /// Whether to go on; counts a step.
    mutating func mayGoOn() -> Bool {
        steps += 1
        return isWithinLimits
    }

    /// Whether to look at one more element, of which many are as much as a step.
    mutating func mayLook() -> Bool {
        looks += 1
        if looks.isMultiple(of: 64) { steps += 1 }
        return isWithinLimits
    }

    private var isWithinLimits: Bool {
        mutating get {
            let isWithin = steps <= Self.stepLimit && found.count < Self.nodeLimit
            if !isWithin { isCut = true }
            return isWithin
        }
    }

    mutating func append(_ node: DecisiveNode) {
        if found.count < Self.nodeLimit, !found.contains(where: { $0.isSame(as: node) }) { found.append(node) }
    }

    /// What a search of its own finds, without adding it.
    mutating func aside(_ search: (inout Explanation) -> Void) -> [DecisiveNode] {
        let before = (found, named, origins)
        found = []
        search(&self)
        defer { (found, named, origins) = before }
        return found
    }
}
