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

    /// Numbers of the workloads that a pod of a name may be of; empty where none is known, and with `unknown`.
    ///
    /// The name of a controller's pod begins with the controller's.
    func workloads(ofPod name: NameID, in namespace: NameID) -> [Int] {
        guard name != NameTable.unknown else { return [] }
        let candidates = namespace == NameTable.empty ? Array(workloads.indices) : workloadsIn[namespace] ?? []
        let pods = candidates.filter { workloads[$0].isPod && workloads[$0].name == name }
        if !pods.isEmpty { return pods }
        let text = names[name]
        return candidates.filter { number in
            !workloads[number].isPod && text.utf8.starts(with: "\(names[workloads[number].name])-".utf8)
        }
    }
}
