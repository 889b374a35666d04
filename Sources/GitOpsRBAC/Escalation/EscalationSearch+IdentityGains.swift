extension EscalationSearch {
    mutating func addAccount(_ username: NameID, _ edge: UInt16, _ needed: [UInt32]) {
        let namespace = graph.facts.accountNumbers[username].map { graph.facts.accounts[$0].namespace }
        let scope = namespace ?? NameTable.empty
        if known(.anyAccount, in: scope) != nil { return }
        add(.account, scope: scope, name: username, edge: edge, from: needed)
    }

    mutating func gainAccounts(_ need: Int, _ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]) {
        for (name, fact) in names(ofNeed: need, edge, namespace) {
            var needed = needed
            needed[need] = fact
            if name == NameTable.unknown {
                add(.anyAccount, scope: namespace, edge: edge, from: needed)
                continue
            }
            for number in graph.accountsNamed[Int(name)] {
                steps &+= 1
                let account = graph.facts.accounts[number]
                guard namespace == NameTable.empty || account.namespace == namespace else { continue }
                addAccount(account.username, edge, needed)
            }
        }
    }

    mutating func gainUsers(_ need: Int, _ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]) {
        for (name, fact) in names(ofNeed: need, edge, namespace) {
            var needed = needed
            needed[need] = fact
            if name == NameTable.unknown {
                add(.anyUser, scope: NameTable.empty, edge: edge, from: needed)
            } else if graph.facts.accountNumbers[name] == nil {
                // Whose name is a service account's is asked for as one.
                add(.user, scope: NameTable.empty, name: name, edge: edge, from: needed)
            }
        }
    }

    mutating func gainGroups(_ need: Int, _ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]) {
        for (name, fact) in names(ofNeed: need, edge, namespace) {
            var needed = needed
            needed[need] = fact
            if name == NameTable.unknown || name == graph.wellKnown.masters {
                add(.systemMasters, scope: NameTable.empty, edge: edge, from: needed)
            } else {
                add(.group, scope: NameTable.empty, name: name, edge: edge, from: needed)
            }
        }
    }

    mutating func addController(
        _ controller: Controller, _ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]
    ) {
        for username in graph.facts.controllers[controller] ?? [] {
            steps &+= 1
            let own = graph.facts.accountNumbers[username].map { graph.facts.accounts[$0].namespace }
            let isHere = graph.needs[graph.edges[Int(edge)].needs.range].contains {
                if case .given(let condition) = $0, case .runsHere = graph.conditions[Int(condition)] {
                    true
                } else {
                    false
                }
            }
            if isHere, namespace != NameTable.empty, own != namespace { continue }
            addAccount(username, edge, needed)
        }
    }
}

// MARK: Workloads

extension EscalationSearch {
    /// Without a need that names them, all of them.
    mutating func gainMissingAccounts(_ need: Int?, _ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]) {
        for number in graph.missingAccounts {
            if isOutOfSteps { return }
            steps &+= 1
            let account = graph.facts.accounts[number]
            guard namespace == NameTable.empty || account.namespace == namespace else { continue }
            var needed = needed
            if let need {
                guard let good = permission(ofNeed: need, edge, namespace, named: account.name) else { continue }
                needed[need] = good
            }
            add(.account, scope: account.namespace, name: account.username, edge: edge, from: needed)
        }
    }

    /// Where no workload of a namespace is known its pods may run as any of its accounts.
    mutating func gainPodAccounts(_ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]) {
        if let grants, !grants.pods.numbers(in: namespace).isEmpty {
            if known(.anyAccount, in: namespace) == nil {
                add(.podAccounts, scope: namespace, edge: edge, from: needed)
            }
            return
        }
        if namespace == NameTable.empty, !graph.facts.workloads.isEmpty {
            var last = NameTable.empty
            // Accounts are in the order of their namespaces.
            for account in graph.facts.accounts {
                steps &+= 1
                if account.namespace == last { continue }
                last = account.namespace
                gainPodAccounts(edge, last, needed)
            }
            return
        }
        guard let workloads = graph.facts.workloadsIn[namespace] else {
            add(.anyAccount, scope: namespace, edge: edge, from: needed)
            return
        }
        for workload in workloads {
            if isOutOfSteps { return }
            steps &+= 1
            guard graph.facts.hasToken(graph.facts.workloads[workload]) else { continue }
            addAccount(graph.facts.workloads[workload].account, edge, needed)
        }
    }

    /// What can be taken from pods that one may run code in. A pod of a name that no workload explains may be any.
    mutating func gainPods(_ need: Int, _ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]) {
        for (name, fact) in names(ofNeed: need, edge, namespace) {
            var needed = needed
            needed[need] = fact
            if isOutOfSteps { return }
            let workloads = graph.facts.workloads(ofPod: name, in: namespace, &steps)
            if workloads.isEmpty { add(.podCode, scope: namespace, edge: edge, from: needed) }
            for number in workloads {
                let workload = graph.facts.workloads[number]
                if graph.facts.hasToken(workload) { addAccount(workload.account, edge, needed) }
                guard let evidence = workload.privileged else { continue }
                if let root = add(.nodeRoot, scope: NameTable.empty, edge: edge, from: needed) {
                    note(evidence, for: root)
                }
            }
        }
    }

    mutating func gainTokens(_ need: Int, _ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]) {
        guard !graph.facts.tokens.isEmpty else { return }
        for (name, fact) in names(ofNeed: need, edge, namespace) {
            var needed = needed
            needed[need] = fact
            for number in name == NameTable.unknown ? graph.tokensNamed.all[...] : graph.tokensNamed[Int(name)] {
                if isOutOfSteps { return }
                steps &+= 1
                let token = graph.facts.tokens[number]
                guard namespace == NameTable.empty || token.namespace == namespace else { continue }
                let before = facts.count
                addAccount(token.account, edge, needed)
                if facts.count > before { note(token.evidence, for: UInt32(truncatingIfNeeded: before)) }
            }
        }
    }

    mutating func gainConsumers(_ edge: UInt16, _ namespace: NameID, _ needed: [UInt32]) {
        for consumer in graph.facts.consumers {
            if isOutOfSteps { return }
            steps &+= 1
            guard namespace == NameTable.empty || consumer.sourceNamespace == namespace else { continue }
            let before = facts.count
            if let account = consumer.account {
                addAccount(account, edge, needed)
            } else if !graph.facts.confinedControllers.contains(consumer.controller) {
                addController(consumer.controller, edge, NameTable.empty, needed)
            }
            if facts.count > before { note(consumer.evidence, for: UInt32(truncatingIfNeeded: before)) }
        }
    }
}
