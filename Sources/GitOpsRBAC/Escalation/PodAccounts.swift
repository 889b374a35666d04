/// The accounts whose tokens can be taken from pods: of a namespace, and of the cluster.
///
/// A survey takes many of them as one, with what they may do together.
struct PodAccounts: Sendable {
    /// Numbers of the accounts in each namespace that has many.
    private var numbersIn: [NameID: [Int]] = [:]
    private var all: [Int] = []
    private var ofNamespace: [NameID: [IdentityUnions.Held]] = [:]
    private(set) var ofAll = SplitUnion([])

    /// Fewer accounts are taken one by one.
    private static let minimumCount = 16

    /// Complexity: O(grants of the accounts), or O(workloads) where they are few.
    init(_ graph: EscalationGraph, _ unions: IdentityUnions, _ short: SurveyGrants.Short) {
        let facts = graph.facts
        var numbersIn: [NameID: [Int]] = [:]
        for (namespace, workloads) in facts.workloadsIn {
            let usernames = Set(workloads.map { facts.workloads[$0] }.filter(facts.hasToken).map(\.account))
            let numbers = usernames.compactMap { facts.accountNumbers[$0] }
            // An account without a number is in groups that no number tells.
            guard numbers.count == usernames.count else { return }
            numbersIn[namespace] = numbers.sorted()
        }
        guard numbersIn.values.reduce(0, { $0 + $1.count }) >= Self.minimumCount else { return }
        var reader = HeldReader(
            index: graph.index, permissions: graph.permissions, patterns: graph.patterns, short: short)
        for (namespace, numbers) in numbersIn where numbers.count >= Self.minimumCount {
            reader.begin()
            Self.read(numbers, graph, &reader)
            ofNamespace[namespace] = reader.finish()
            self.numbersIn[namespace] = numbers
        }
        reader.begin()
        for namespace in facts.accountsIn.keys.sorted() {
            if let numbers = numbersIn[namespace] {
                Self.read(numbers, graph, &reader)
                all += numbers
            } else {
                // Where no workload is known, pods may run as any account.
                reader.read(unions.ofNamespace[namespace] ?? [])
                all += (facts.accountsIn[namespace] ?? []).filter { facts.accounts[$0].exists }
            }
        }
        ofAll = SplitUnion(reader.finish())
    }

    private static func read(_ numbers: [Int], _ graph: EscalationGraph, _ reader: inout HeldReader) {
        for number in numbers {
            for subject in graph.subjectsOfAccount[number] {
                reader.read(subject, bearer: graph.facts.accounts[number].username)
            }
        }
    }

    /// Numbers of the accounts of a namespace, or with the empty one of all; empty where they are taken one by one.
    func numbers(in namespace: NameID) -> [Int] { namespace == NameTable.empty ? all : numbersIn[namespace] ?? [] }

    /// What those of a namespace may do together.
    func held(in namespace: NameID) -> [IdentityUnions.Held] { ofNamespace[namespace] ?? [] }
}
