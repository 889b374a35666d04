/// Roles in groups that select each other, or are members of each other, in a circle or as a pair; most are alone.
///
/// The strongly connected components of what selects what, each after those it selects. Source: R. Tarjan, Depth-first
/// search and linear graph algorithms, SIAM J. Comput. 1 (1972). Without recursion, for chains may be long.
///
/// Complexity: O(roles + what they select).
struct RoleCircles {
    private(set) var all: [[Int]] = []
    private let selected: [Int: [Int]]
    private var order: [Int: Int] = [:]
    private var lowest: [Int: Int] = [:]
    private var pending: [Int] = []
    private var isPending: Set<Int> = []
    private var visits: [(role: Int, next: Int)] = []

    init(_ selected: [Int: [Int]]) {
        self.selected = selected
        for role in selected.keys.sorted() where order[role] == nil {
            enter(role)
            while let visit = visits.last { step(visit) }
        }
    }

    private mutating func enter(_ role: Int) {
        order[role] = order.count
        lowest[role] = order[role]
        pending.append(role)
        isPending.insert(role)
        visits.append((role, 0))
    }

    private mutating func step(_ visit: (role: Int, next: Int)) {
        let others = selected[visit.role] ?? []
        guard visit.next < others.count else {
            leave(visit.role)
            return
        }
        visits[visits.count - 1].next += 1
        let other = others[visit.next]
        guard selected[other] != nil else { return }
        if let number = order[other] {
            if isPending.contains(other) { lower(visit.role, to: number) }
        } else {
            enter(other)
        }
    }

    private mutating func leave(_ role: Int) {
        visits.removeLast()
        if let parent = visits.last?.role, let number = lowest[role] { lower(parent, to: number) }
        guard lowest[role] == order[role], let start = pending.lastIndex(of: role) else { return }
        let circle = pending[start...].sorted()
        pending.removeSubrange(start...)
        isPending.subtract(circle)
        all.append(circle)
    }

    private mutating func lower(_ role: Int, to number: Int) {
        lowest[role] = lowest[role].map { min($0, number) } ?? number
    }
}
