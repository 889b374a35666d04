extension ClusterFacts {
    /// Whether a token of its account is in a workload's pods: what the pods say counts before what the account says.
    ///
    /// Source: `shouldAutomount` in `plugin/pkg/admission/serviceaccount/admission.go`.
    func hasToken(_ workload: Workload) -> Bool {
        switch workload.token {
        case .given: true
        case .refused: false
        case .ofAccount: !accountsWithoutMount.contains(workload.account)
        }
    }

    /// The longest name that a pod can have, in bytes.
    private static let longestPodName = 253

    /// Numbers of the workloads that a pod of a name may be of; empty where none is known, and with `unknown`.
    ///
    /// The name of a controller's pod begins with the controller's and a hyphen.
    ///
    /// Complexity: O(bytes of the name + workloads of the names that it may come from), which is added to the steps.
    func workloads(ofPod name: NameID, in namespace: NameID, _ steps: inout Int) -> [Int] {
        guard name != NameTable.unknown else { return [] }
        let pods = workloads(named: name, arePods: true, in: namespace, &steps)
        if !pods.isEmpty { return pods }
        return names.withBytes(of: name) { text in
            guard text.count <= Self.longestPodName else { return [] }
            var found: [Int] = []
            for end in text.indices where text[end] == UInt8(ascii: "-") {
                let controller = names.find(UnsafeBufferPointer(rebasing: text[..<end]))
                found += workloads(named: controller, arePods: false, in: namespace, &steps)
            }
            return found.sorted()
        }
    }

    private func workloads(named name: NameID, arePods: Bool, in namespace: NameID, _ steps: inout Int) -> [Int] {
        let numbers = workloadsNamed[name] ?? []
        steps &+= 1 + numbers.count
        return numbers.filter {
            workloads[$0].isPod == arePods && (namespace == NameTable.empty || workloads[$0].namespace == namespace)
        }
    }
}
