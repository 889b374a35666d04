import GitOpsManifest
import GitOpsTestSupport
import Testing

@testable import GitOpsRBAC

@Suite("Argo CD's policies against plain loops")
struct ArgoCDLawTests {
    /// Policies as plain values and the decision written as Argo CD and casbin have it, slow and literal.
    struct Literal {
        var global: [[String]]
        var ofProject: [String: [[String]]]
        var defaultRole: String

        func allows(_ request: [String], user: String, groups: [String]) -> Bool {
            if casbin(global, [defaultRole] + request) { return true }
            if claims(request, user, groups) { return true }
            return casbin(global, [""] + request)
        }

        private func claims(_ request: [String], _ user: String, _ groups: [String]) -> Bool {
            var policy = global
            if let project = project(request), let own = ofProject[project] {
                policy += own
                let parts = user.split(separator: ":", omittingEmptySubsequences: false)
                if parts.count == 3, parts[0] == "proj" {
                    return parts[1] == project
                        && (casbin(policy, [defaultRole] + request) || casbin(policy, [user] + request))
                }
            }
            if casbin(policy, [defaultRole] + request) || casbin(policy, [user] + request) { return true }
            return groups.contains { group in
                policy.contains { $0[0] == "g" && $0[1] == group } && casbin(policy, [group] + request)
            }
        }

        private func project(_ request: [String]) -> String? {
            if request[0] == "projects" { return request[2] }
            let inProjects = ["applications", "applicationsets", "repositories", "clusters", "logs", "exec"]
            let parts = request[2].split(separator: "/", omittingEmptySubsequences: false)
            return inProjects.contains(request[0]) && parts.count >= 2 ? String(parts[0]) : nil
        }

        private func casbin(_ lines: [[String]], _ request: [String]) -> Bool {
            if request[0].isEmpty, !lines.contains(where: { $0[1].isEmpty }) { return false }
            var isAllowed = false
            for line in lines where line[0] == "p" {
                guard has(lines, request[0], line[1], 10) else { continue }
                guard zip(line[2...4], request[1...3]).allSatisfy({ Self.glob(Array($0), Array($1)) }) else { continue }
                if line[5] == "deny" { return false }
                if line[5] == "allow" { isAllowed = true }
            }
            return isAllowed
        }

        private func has(_ lines: [[String]], _ name: String, _ role: String, _ steps: Int) -> Bool {
            if name == role { return true }
            if steps == 0 { return false }
            return lines.contains { $0[0] == "g" && $0[1] == name && has(lines, $0[2], role, steps - 1) }
        }

        /// Stars alone: the other signs have a law of their own.
        static func glob(_ pattern: [Character], _ text: [Character]) -> Bool {
            guard let first = pattern.first else { return text.isEmpty }
            let rest = Array(pattern.dropFirst())
            if first == "*" { return (0...text.count).contains { glob(rest, Array(text.dropFirst($0))) } }
            return text.first == first && glob(rest, Array(text.dropFirst()))
        }
    }

    private static let names = ["ann", "ops", "role:a", "role:b", "role:c", "proj:shop:dev", "proj:web:dev"]
    private static let resources = ["applications", "projects", "clusters", "*", "app*"]
    private static let actions = ["get", "sync", "action/*", "*", "action/apps/*"]
    private static let objects = ["*", "*/*", "shop/*", "shop/a", "web/*", "shop", "*/a"]

    private static func lines(_ random: inout SeededGenerator) -> [[String]] {
        (0..<Int.random(in: 0...6, using: &random)).map { _ in
            if Int.random(in: 0..<3, using: &random) == 0 {
                return ["g", random.pick(names), random.pick(names)]
            }
            return [
                "p", random.pick(names), random.pick(resources), random.pick(actions), random.pick(objects),
                random.pick(["allow", "allow", "deny", "other"]),
            ]
        }
    }

    @Test("both agree on generated policies, and who-can is everybody who can", arguments: UInt64(0)..<60)
    func agreement(batch: UInt64) {
        for seed in batch * 10..<batch * 10 + 10 {
            var random = SeededGenerator(seed: seed)
            let literal = Literal(
                global: Self.lines(&random), ofProject: ["shop": Self.lines(&random), "web": Self.lines(&random)],
                defaultRole: random.pick(["", "role:a", "role:b"]))
            let access = ArgoCDAccess(Self.manifests(literal))
            for number in 0..<20 {
                let request = ArgoCDRequest(
                    resource: random.pick(["applications", "projects", "clusters", "logs"]),
                    action: random.pick(["get", "sync", "action/apps/x", "action/b"]),
                    object: random.pick(["shop/a", "shop/ns/b", "web/a", "shop", "other/a", "x"]))
                let identity = ArgoCDIdentity(
                    user: random.pick(Self.names + ["bob", ""]), groups: random.pick([[], ["ops"], ["role:a", "ann"]]))
                let expected = literal.allows(
                    [request.resource, request.action, request.object], user: identity.user, groups: identity.groups)
                guard access.isAllowed(request, by: identity) == expected else {
                    Issue.record("seed \(seed): \(identity) \(request) must be \(expected): \(literal)")
                    return
                }
                let reasons = access.reasons(request, by: identity)
                #expect(!expected || reasons.contains { $0.line.permission?.effect == "allow" }, "seed \(seed)")
                guard number < 3 else { continue }
                let holders = access.whoCan(request)
                for name in Self.names where access.isAllowed(request, by: ArgoCDIdentity(user: name)) {
                    #expect(holders.users.contains(name) || holders.everybody, "seed \(seed): \(name)")
                }
            }
        }
    }

    /// The policies as objects. The roles of a project hold them all; its implicit lines are part of the literal too.
    private static func manifests(_ literal: Literal) -> ManifestSet {
        func texts(_ lines: [[String]]) -> String {
            lines.map { "\"\($0.joined(separator: ", "))\"" }.joined(separator: ",")
        }
        let csv = literal.global.map { $0.joined(separator: ", ") }.joined(separator: "\\n")
        let configuration = """
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"argocd-rbac-cm","namespace":"argocd"},\
            "data":{"policy.csv":"\(csv)","policy.default":"\(literal.defaultRole)"}}
            """
        let projects = literal.ofProject.map { name, lines in
            """
            {"apiVersion":"argoproj.io/v1alpha1","kind":"AppProject","metadata":{"name":"\(name)","namespace":"argocd"},\
            "spec":{"roles":[{"name":"implicit","policies":[\(texts(lines))]}]}}
            """
        }
        return ManifestSet(
            SourceText(
                "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[\(([configuration] + projects).joined(separator: ","))]}"
            ))
    }

    // MARK: Globs

    /// Tries every way to read a pattern.
    private static func matches(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        let rest = pattern.dropFirst()
        switch first {
        case "*": return text.indices.contains { matches(rest, text[$0...]) } || matches(rest, [])
        case "?": return !text.isEmpty && matches(rest, text.dropFirst())
        case "{":
            guard let close = rest.firstIndex(of: "}") else { return false }
            return rest[..<close].split(separator: ",", omittingEmptySubsequences: false).contains {
                matches(ArraySlice(Array($0) + Array(rest[(close + 1)...])), text)
            }
        case "[":
            guard let close = rest.firstIndex(of: "]") else { return false }
            let isNegated = rest.first == "!"
            let set = isNegated ? rest.dropFirst()[..<close] : rest[..<close]
            guard let character = text.first else { return false }
            return set.contains(character) != isNegated && matches(rest[(close + 1)...], text.dropFirst())
        default: return text.first == first && matches(rest, text.dropFirst())
        }
    }

    @Test("globs match as a search of all ways does", arguments: UInt64(0)..<100)
    func globs(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let pattern = (0..<Int.random(in: 0...5, using: &random)).map { _ in
                random.pick(["a", "b", "/", "*", "?", "{a,b*}", "[ab]", "[!a]", "{,a/}"])
            }.joined()
            let text = random.pick(["", "a", "b", "ab", "a/b", "ba/", "aab/", "bb"])
            let expected = Self.matches(Array(pattern)[...], Array(text)[...])
            #expect(ArgoCDGlob(pattern)?.matches(text) == expected, "seed \(seed): \(pattern) and \(text)")
        }
    }

    @Test(
        "malformed globs match nothing, some that look so are none",
        arguments: [
            ("[", nil), ("[]", nil), ("[a", nil), ("[a-zA-Z]", nil), ("[z-a]", nil), ("e[[a*", nil), ("[!]", nil),
            ("[a-z]", "q"), ("[!a-z]", "Q"), ("{a,b", "b"), ("a}", "a}"), ("a,b", "a,b"), ("\\*", "*"), ("[\\]]", "]"),
            ("{a{b,c},d}", "ac"), ("**", "x/y"), ("a\\", "a"), ("[a\\-z]", "-"),
        ] as [(String, String?)])
    func edges(pattern: String, text: String?) {
        if let text {
            #expect(ArgoCDGlob(pattern)?.matches(text) == true)
        } else {
            #expect(ArgoCDGlob(pattern) == nil)
        }
    }
}
