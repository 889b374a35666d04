import GitOpsPolicy
import Testing

@Test func actionsHaveTheNamesOfTheAPI() {
    #expect(PolicyAction(rawValue: "Deny") == .deny)
}
