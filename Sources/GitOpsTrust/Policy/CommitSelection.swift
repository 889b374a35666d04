import GitOpsRepository

/// The commits of a range, by their numbers in a graph.
struct CommitSelection {
    /// Reached from the newest commit, neither excluded nor vouched for by a seal; newest first.
    private(set) var included: [Int] = []
    /// Reached, but not there.
    private(set) var absent: [Int] = []
    /// Commits that vouch for everything before them.
    private(set) var seals: Set<Int> = []
    /// How many commits that the walk met are left to seals.
    private(set) var sealedCount = 0
    /// The first-parent line from the newest commit, as far as it is included.
    private(set) var mainline: [Int] = []
    private(set) var mainlineEnd = MainlineEnd.left
    /// Where the first-parent line leaves the range; `nil` when it ends within.
    private var exit: Int?
    private(set) var history: [CommitFinding] = []

    /// Where the first-parent line leaves the range.
    enum MainlineEnd {
        /// At the older end of the range, at a seal, or at the first commit of a history without an older end.
        case reached
        /// Anywhere else.
        case left
        /// At a commit that is not there.
        case cut
    }

    private struct Flags: OptionSet {
        let rawValue: UInt8
        static let reached = Flags(rawValue: 1)
        static let excluded = Flags(rawValue: 2)
        static let sealed = Flags(rawValue: 4)
    }

    private let graph: CommitGraph
    private let head: Int
    private var excludes: [Int] = []
    private var flags: [Int: Flags] = [:]

    /// Selects what is reached from `head` and not from `bases`.
    ///
    /// Dates, which anybody may choose, decide when the walk ends: wrong ones can include more, never less.
    ///
    /// - Parameters:
    ///   - head: the newest commit.
    ///   - bases: commits that are excluded with all that they reach.
    ///   - allowsRewrites: whether it is in order that a base is not reached.
    ///   - graph: where commits are read.
    ///   - isSeal: whether a commit with the trailer of a seal is one.
    init(
        head: ObjectID, bases: [ObjectID], allowsRewrites: Bool, graph: CommitGraph,
        isSeal: (ObjectID) throws(GitError) -> Bool
    ) throws(GitError) {
        self.graph = graph
        self.head = try graph.number(of: head)
        guard try graph.load(self.head) else { throw graph.failure(of: self.head) }
        for base in bases {
            let number = try graph.number(of: base)
            excludes.append(number)
            flags[number, default: []].insert(.excluded)
        }
        let order = try walk(isSeal)
        try leaveToSeals(order)
        included = order.filter { flags[$0]?.isDisjoint(with: [.excluded, .sealed]) ?? true }
        var seen: Set<Int> = []
        absent = absent.filter {
            seen.insert($0).inserted && flags[$0]?.isDisjoint(with: [.excluded, .sealed]) ?? true
        }
        try followFirstParents(hasBase: !bases.isEmpty, allowsRewrites: allowsRewrites)
        if !allowsRewrites { try checkRewrites() }
    }

    private mutating func walk(_ isSeal: (ObjectID) throws(GitError) -> Bool) throws(GitError) -> [Int] {
        var queue = NewestFirst<Int>()
        var order: [Int] = []
        // Those in the queue that are not excluded: the walk goes on while there are any.
        var fresh: Set<Int> = [head]
        flags[head, default: []].insert(.reached)
        queue.push(head, time: graph.nodes[head].time)
        for number in excludes {
            fresh.remove(number)
            // A base that is not there excludes nothing but itself.
            if try graph.load(number) { queue.push(number, time: graph.nodes[number].time) }
        }
        var done: Set<Int> = []
        var oldest = Int64.max
        while let number = queue.pop() {
            // What is excluded may still lead to what was included, down to the oldest of them.
            if fresh.isEmpty, graph.nodes[number].time < oldest { break }
            fresh.remove(number)
            let isExcluded = flags[number]?.contains(.excluded) ?? false
            if isExcluded {
                for parent in graph.nodes[number].cutParents {
                    flags[try graph.number(of: parent), default: []].insert(.excluded)
                }
            } else {
                guard done.insert(number).inserted else { continue }
                order.append(number)
                oldest = min(oldest, graph.nodes[number].time)
                if graph.nodes[number].hasSealTrailer, try isSeal(graph.nodes[number].id) {
                    seals.insert(number)
                    continue
                }
                for parent in graph.nodes[number].cutParents { absent.append(try graph.number(of: parent)) }
            }
            let flag: Flags = isExcluded ? .excluded : .reached
            for parent in graph.nodes[number].parents where !(flags[parent]?.contains(flag) ?? false) {
                flags[parent, default: []].insert(flag)
                let isParentExcluded = flags[parent]?.contains(.excluded) ?? false
                guard try graph.load(parent) else {
                    if !isExcluded { absent.append(parent) }
                    continue
                }
                queue.push(parent, time: graph.nodes[parent].time)
                if isParentExcluded { fresh.remove(parent) } else { fresh.insert(parent) }
            }
        }
        return order
    }

    /// What a seal reaches is left out, whichever way the walk met it.
    private mutating func leaveToSeals(_ order: [Int]) throws(GitError) {
        guard !seals.isEmpty else { return }
        let oldest = order.map { graph.nodes[$0].time }.min() ?? .max
        var queue = NewestFirst<Int>()
        for seal in seals.sorted() { queue.push(seal, time: graph.nodes[seal].time) }
        while let number = queue.pop(), graph.nodes[number].time >= oldest {
            for parent in graph.nodes[number].cutParents {
                flags[try graph.number(of: parent), default: []].insert(.sealed)
            }
            for parent in graph.nodes[number].parents where !(flags[parent]?.contains(.sealed) ?? false) {
                flags[parent, default: []].insert(.sealed)
                if try graph.load(parent) { queue.push(parent, time: graph.nodes[parent].time) }
            }
        }
        seals = seals.filter { !(flags[$0]?.contains(.sealed) ?? false) }
        sealedCount = order.count { flags[$0]?.contains(.sealed) ?? false }
    }

    private mutating func followFirstParents(hasBase: Bool, allowsRewrites: Bool) throws(GitError) {
        let inside = Set(included)
        var number = head
        while true {
            guard inside.contains(number) else {
                exit = number
                let isEnd = excludes.contains(number) || seals.contains(number) || allowsRewrites
                mainlineEnd = isEnd || flags[number]?.contains(.sealed) ?? false ? .reached : .left
                return
            }
            mainline.append(number)
            if seals.contains(number) {
                mainlineEnd = .reached
                return
            }
            let node = graph.nodes[number]
            var parent = node.parents.first
            if let cut = node.cutParents.first { parent = try graph.number(of: cut) }
            guard let parent else {
                mainlineEnd = hasBase && !allowsRewrites ? .left : .reached
                return
            }
            let isOutside = !(flags[parent]?.isDisjoint(with: [.excluded, .sealed]) ?? true)
            var isThere = isOutside
            if !isOutside, node.cutParents.isEmpty { isThere = try graph.load(parent) }
            guard isThere else {
                mainlineEnd = .cut
                return
            }
            number = parent
        }
    }

    private mutating func checkRewrites() throws(GitError) {
        for base in excludes {
            let id = graph.nodes[base].id
            switch try graph.isReached(base, from: [head]) {
            case true?: break
            case false?:
                history.append(
                    CommitFinding(
                        .historyRewritten,
                        "\(id.abbreviated) is not among the ancestors of \(graph.nodes[head].id.abbreviated)"))
            case nil:
                history.append(
                    CommitFinding(
                        .missingObject,
                        "whether \(id.abbreviated) is among the ancestors of \(graph.nodes[head].id.abbreviated) is "
                            + "not known: the clone does not have the whole history; "
                            + "deepen it with git fetch --unshallow"
                    ))
            }
        }
    }

    /// The older end of the range, when all of the first-parent line certainly reaches it and it is the only one.
    var endBelowMainline: Int? {
        exit.flatMap { excludes == [$0] ? $0 : nil }
    }

    /// Whether a commit outside of the range is certainly reached from all of the first-parent line.
    func isBelowMainline(_ number: Int) -> Bool {
        endBelowMainline != nil && flags[number]?.contains(.excluded) ?? false
    }

    /// For each commit that is not on the first-parent line the merge on it that brought it.
    ///
    /// Complexity: O(included commits).
    func bringers() -> [Int: Int] {
        guard mainlineEnd == .reached else { return [:] }
        let inside = Set(included)
        let line = Set(mainline)
        var bringers: [Int: Int] = [:]
        // From the oldest on, so that a merge finds only what its first parent does not reach.
        for merge in mainline.reversed() {
            var stack = Array(graph.nodes[merge].parents.dropFirst())
            while let number = stack.popLast() {
                guard inside.contains(number), !line.contains(number), bringers[number] == nil else { continue }
                bringers[number] = merge
                stack += graph.nodes[number].parents
            }
        }
        return bringers
    }
}

extension GitError {
    /// Whether something is not there, or cannot be read.
    var reason: CommitReason {
        switch problem {
        case .missingObject, .missingInPartialClone: .missingObject
        default: .unreadableObject
        }
    }
}
