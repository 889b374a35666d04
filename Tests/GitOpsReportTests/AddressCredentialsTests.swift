import GitOpsReport
import Testing

@Suite("Addresses in findings")
struct AddressCredentialsTests {
    @Test(
        "credentials of addresses are left out",
        arguments: [
            ("from http://user:pw@host/x.git, path .", "from http://***@host/x.git, path ."),
            ("https://token@host", "https://***@host"), ("https://a@b@host/c@d", "https://***@host/c@d"),
            ("https://host/p?token=abc&page=2", "https://host/p?token=***&page=2"),
            ("'https://h?x=1&access_token=abc' and ssh://git:pw@h", "'https://h?x=1&access_token=***' and ssh://***@h"),
            ("https://u:p@h/?api-key=1#f", "https://***@h/?api-key=***#f"),
        ])
    func masked(text: String, expected: String) {
        let rule = FindingRule(id: "r", summary: "s")
        #expect(Finding(rule: rule, subject: .other("x"), message: text).message == expected)
    }

    @Test(
        "what has no credentials stays byte for byte",
        arguments: [
            "", "://", "https://", "https://@host", "https://host/a@b", "git@host:a/b.git", "a://b?token=",
            "é https://ü/?q=1", "mail to a@b.c", "https://host/p?page=2",
        ])
    func unchanged(text: String) {
        let rule = FindingRule(id: "r", summary: "s")
        #expect(Finding(rule: rule, subject: .other("x"), message: text).message.utf8.elementsEqual(text.utf8))
    }
}
