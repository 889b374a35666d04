import GitOpsManifest
import Testing

@testable import GitOpsDiff

@Suite("Patterns of names and fields")
struct RulePatternTests {
    @Test(
        "globs",
        arguments: [
            ("*", "anything/at.all", true), ("apps", "apps", true), ("apps", "app", false), ("a?c", "abc", true),
            ("*.k8s.io", "networking.k8s.io", true), ("*.k8s.io", "k8s.io", false), ("{a,b*}c", "bxc", true),
            ("{a,b*}c", "c", false), ("[a-c]x", "bx", true), ("[!a-c]x", "bx", false), ("\\*", "*", true),
            ("\\*", "x", false), ("", "", true), ("", "x", false), ("a*b*c", "aXbYbZc", true), ("a*b*c", "aXc", false),
            ("{a,{b,c}}", "c", true), ("x,y", "x,y", true),
        ])
    func globs(pattern: String, name: String, matches: Bool) throws {
        #expect(try TextPattern(glob: pattern).matches(name) == matches)
    }

    @Test("globs that cannot be read are refused", arguments: ["[a", "{a", "a}", "a\\", "[c-a]"])
    func badGlobs(pattern: String) { #expect(throws: TextPatternError.self) { try TextPattern(glob: pattern) } }

    @Test("many stars take no longer than their product with the name")
    func hostileGlob() throws {
        let glob = try TextPattern(glob: String(repeating: "a*", count: 200) + "b")
        #expect(!glob.matches(String(repeating: "a", count: 2_000)))
        #expect(throws: TextPatternError.self) {
            try TextPattern(glob: String(repeating: "{a,b,c,d}", count: 20))
        }
    }

    @Test(
        "regular expressions that say what a glob can need no matcher",
        arguments: [
            ("Deployment", "Deployment", true), ("Deploy", "Deployment", false), ("podinfo.*", "podinfo-x", true),
            ("(A|B)", "B", true), ("A|B", "AB", false), (".*-system", "flux-system", true), ("a.c", "abc", true),
        ])
    func expressions(pattern: String, name: String, matches: Bool) throws {
        #expect(try TextPattern(regularExpression: pattern).matches(name) == matches)
    }

    @Test("other regular expressions need one", arguments: ["v2beta[0-9]", "a+", ".+", "(a|b)*", "^a$", "a{2}", "\\d"])
    func otherExpressions(pattern: String) {
        #expect(throws: TextPatternError.self) { try TextPattern(regularExpression: pattern) }
    }

    @Test(
        "paths are written as they are read",
        arguments: [
            "spec.replicas", "spec.*", "*", "spec.containers[name=web].image", "spec.containers[*].ports[*]",
            "metadata.annotations[\"a.b/c\"]", "spec.x[0].y", "metadata.finalizers[=\"a/b\"]",
            "ports[containerPort=80,protocol=TCP]",
        ])
    func paths(text: String) throws { #expect(try FieldPattern(parsing: text).description == text) }

    @Test(
        "paths that cannot be read tell the place",
        arguments: [("spec..x", 5), ("spec.x[", 7), ("spec[x]", 5), ("a[*]b", 4), (".a", 0), ("a.", 2)])
    func badPaths(text: String, offset: Int) {
        #expect {
            try FieldPattern(parsing: text)
        } throws: { error in
            guard case .syntax(let path, let found, _)? = error as? PathError else { return false }
            return path == text && found == offset
        }
    }

    @Test(
        "plain jq paths",
        arguments: [
            (".spec.replicas", "spec.replicas"), (".spec.x[]?.y", "spec.x[].y"), (".a[]", "a[]"),
            (".metadata.annotations[\"a/b\"]", "metadata.annotations.a/b"), (".a.\"b.c\"?", "a[\"b.c\"]"),
            (".webhooks[]?.clientConfig.caBundle", "webhooks[].clientConfig.caBundle"),
            (
                ".spec.template.spec.containers[] | select(.name == \"x\").image",
                "spec.template.spec.containers[name=x].image"
            ),
            (".a[] | select(.n==1 and .b == \"c\") | .d", "a[n=1,b=c].d"), (".a[0].b", "a[0].b"), (".[\"a\"]", "a"),
            (".a | .b", "a.b"), ("  .a ", "a"),
        ])
    func jq(expression: String, path: String) throws { #expect(try FieldPattern(jq: expression).description == path) }

    @Test(
        "what is no plain path in jq is refused",
        arguments: [
            "", ".", "..", ".a, .b", ".a[1:2]", ".a[-1]", ".a[] | select(.name | test(\"x\"))", ".a | keys", "del(.a)",
            ".a[] | select(.name != \"x\")", ".a[] | select(.name == \"x\" or .name == \"y\")", ".a // .b",
            "(.a, .b)", ".a[.b]", ".a | select(.b == 1)", ".a[] | select(.b.c == 1)", ".\"a\\(.b)\"", ".a[\"b\"",
            ".a[] | select(.name == \"x\"", ".a-b", "$x", ".a |",
        ])
    func otherJQ(expression: String) { #expect(throws: JQPathError.self) { try FieldPattern(jq: expression) } }
}
