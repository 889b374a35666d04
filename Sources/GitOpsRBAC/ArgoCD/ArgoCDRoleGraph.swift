import GitOpsManifest

/// Which subjects of policies are members of which, as `g` lines say.
///
/// Complexity: O(lines).
struct ArgoCDRoleGraph {
    private var numbers: [ExactText: Int] = [:]
    private var names: [String] = []
    /// Those from which some subject with permissions is reached, itself included.
    private var defined: Set<Int> = []
    private let circles: [[Int]]
    private var circleOf: [Int: Int] = [:]

    init(_ lines: [ArgoCDPolicyLine]) {
        var numbers: [ExactText: Int] = [:]
        var names: [String] = []
        func number(_ name: String) -> Int {
            if let known = numbers[ExactText(name)] { return known }
            numbers[ExactText(name)] = names.count
            names.append(name)
            return names.count - 1
        }
        var roles: [Int: [Int]] = [:]
        var members: [Int: [Int]] = [:]
        var holders: [Int] = []
        for line in lines {
            switch line.rule {
            case .membership(let member, let role):
                let (member, role) = (number(member), number(role))
                roles[member, default: []].append(role)
                members[role, default: []].append(member)
            case .permission(let permission): holders.append(number(permission.subject))
            }
        }
        (self.numbers, self.names) = (numbers, names)
        circles = RoleCircles(roles).all.filter { $0.count > 1 || roles[$0[0]]?.contains($0[0]) == true }
        for (circle, roles) in circles.enumerated() {
            for role in roles { circleOf[role] = circle }
        }
        while let holder = holders.popLast() {
            if defined.insert(holder).inserted { holders += members[holder] ?? [] }
        }
    }

    /// Whether a role, or one that it is a member of, has permissions.
    func isDefined(_ role: String) -> Bool { numbers[ExactText(role)].map(defined.contains) ?? false }

    /// The circle that both are in; `nil` where there is none.
    func circle(of member: String, and role: String) -> Int? {
        guard let member = numbers[ExactText(member)], let role = numbers[ExactText(role)] else { return nil }
        return circleOf[member] == circleOf[role] ? circleOf[member] : nil
    }

    func names(ofCircle circle: Int) -> [String] { circles[circle].map { names[$0] } }
}
