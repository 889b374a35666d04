extension HostileExpression {
    static let object = """
        metadata: {name: web, labels: {app: web, "": empty}, annotations: {a: "1"}}
        spec:
          replicas: 3
          hostNetwork: true
          containers:
          - {name: a, image: "registry/a:1", ports: [{containerPort: 80}], securityContext: {privileged: true}}
          - {name: b, resources: {limits: {cpu: 100m, memory: 1Gi}}}
          - null
        text: "aÄ\\u0000b"
        n: 18446744073709551615
        list: [1, 2.5, text, null, [1], {a: 1}, 18446744073709551615, "", true]
        map: {a: 1, b: [], c: {d: null}}
        """

    static let real = [
        "object.spec.containers.all(c, has(c.securityContext) && c.securityContext.privileged != true)",
        "object.metadata.?labels[?'app'].orValue('') == 'web' && object.spec.replicas <= 3",
        "has(object.spec.hostNetwork) ? object.spec.hostNetwork == false : true",
        "object.spec.containers.map(c, c.image).all(i, i.matches('^registry/[a-z]+:[0-9]+$'))",
        "object.spec.containers.filter(c, has(c.ports)).exists_one(c, c.ports.exists(p, p.containerPort == 80))",
        "cel.bind(all, object.spec.containers, all.all(c, all.exists_one(d, d.name == c.name)))",
        "quantity(object.spec.containers[1].resources.limits.memory).isLessThan(quantity('2Gi'))",
        "object.metadata.labels.all(k, v, k.size() < 63 && !v.contains(' '))",
        "'%s is %d of %.2f'.format([object.metadata.name, object.spec.replicas, 1.5]) in ['web is 3 of 1.50']",
        "ip(object.text).family() == 4 || cidr('10.0.0.0/8').containsIP(ip('10.1.2.3'))",
        "url('https://example.org:8080/a?b=c').getHost() == 'example.org:8080'",
        "timestamp('2024-02-29T23:59:59Z') + duration('24h') < timestamp('2025-01-01T00:00:00+01:00')",
        "semver('1.2.3-rc.1+b').isLessThan(semver('1.2.3')) && isSemver('v1.0', true)",
        "object.list.transformList(i, v, i % 2 == 0, string(i)).join(',').split(',').size() > 2",
        "object.map.transformMap(k, v, k != 'a', type(v)).size() == 2",
        "sets.contains(['a', 'b'], ['a']) && sets.intersects([1], [2]) == false",
        "object.text.replace('a', 'b', -1).substring(0, 1).upperAscii().charAt(0) == 'B'",
        "!(object.spec.replicas in [1, 2u, 3.0]) || {1: 'x', 'k': 2}[object.spec.replicas] == dyn('x')",
        "object.?spec.?nothing.optMap(x, x + 1).or(optional.of(1)).value() == 1",
        "'abc'.find('[a-c]+') == 'abc' && 'aXbX'.findAll('X', 1).size() == 1",
        "math.greatest([1, 2.5, 3u]) > math.least(1, 2) && math.abs(-1) == 1 && math.bitShiftLeft(1, 3) == 8",
        "lists.range(10).reverse().slice(1, 3).sum() == 15 && [3, 1, 2].sort() == [1, 2, 3]",
        "base64.encode(bytes(object.metadata.name)) == 'd2Vi' && string(base64.decode('d2Vi')) == 'web'",
        "regex.replace('aXb', '(X)', '<\\\\1>') == 'a<X>b' && regex.extract('k=v', 'k=(.*)').value() == 'v'",
        "format.dns1123Label().validate(object.metadata.name).hasValue() || format.named('x').hasValue()",
        "[[1, 2], [3]].flatten() == [1, 2, 3] && [1, 1, 2].distinct().first().value() == 1",
    ]

    static let nests = [
        ("(", ")"), ("[", "]"), ("{'a': ", "}"), ("{", ": 1}"), ("!", ""), ("-", ""), ("!(", ")"), ("-(", ")"),
        ("dyn(", ")"), ("[1].all(x, ", ")"), ("[1].map(x, ", ")"), ("cel.bind(x, 1, ", ")"), ("cel.bind(x, ", ", x)"),
        ("true ? ", " : 1"), ("true ? 1 : ", ""), ("", ".a"), ("", "[0]"), ("", ".?a"), ("", "[?0]"), ("", ".size()"),
        ("", ".optMap(x, x)"), ("", ".map(x, x)"), ("", ".all(x, y, true)"), ("1 + ", ""), ("", " + 1"),
        ("", " && true"),
        ("false || ", ""), ("", " == 1"), ("optional.of(", ")"), ("[?optional.of(", ")]"), ("type(", ")"),
        ("", ".transformMap(k, v, v)"), ("has(object.", ")"), ("'%s'.format([", "])"), ("string(", ")"),
        ("", ".flatten()"), ("1 in ", ""), ("", " in [1]"), ("object[", "]"), ("size(", ")"), ("Object{a: ", "}"),
    ]

    static let ranges = [
        "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]", "object.list", "object.spec.containers", "object.map", "{'a': 1, 'b': [1]}",
        "lists.range(50)", "'abcdefgh'.split('')", "[[1, 2], [3, 4], [5]]", "object", "[object, object]",
        "object.metadata.labels", "lists.range(1000)", "object.list.map(e, object.list)",
    ]

    static let numbers = [
        "9223372036854775807", "-9223372036854775808", "9223372036854775808", "18446744073709551615u",
        "18446744073709551616u", "0xFFFFFFFFFFFFFFFF", "-0x8000000000000000", "1e308", "1e309", "-1e400", "5e-324",
        "double('NaN')", "-double('Infinity')", "0.0", "-0.0", "1u", "-1", "2147483648", "253402300800", "-62135596801",
    ]

    static let texts = [
        // Regular expressions that a backtracking engine does not survive, or that are large when compiled.
        "(a+)+$", "(a|a)*b", "(x+x+)+y", "((a{100}){100}){100}", "(a{1000}){1000}", "[[:alpha:]]{1000}", "(?i)(ä|Ä)*",
        "(((((((((((a))))))))))){9}", "\\\\p{L}{500}", "a{0,1000}b{0,1000}", "(", "[", "\\\\", "(?P<n>a)(?P<n>b)",
        "x*?*",
        // Formats.
        "%s", "%.30000f", "%.999999999999999999999f", "%5d", "%x", "%X", "%b", "%o", "%e", "%.2147483647e", "%%", "%",
        "%.",
        "%1$s", "%-5s", "%s%d%f%b%x%o%e", "%.1000000f", "%q",
        // Quantities.
        "1e999999999", "1e-999999999", "9999999999999999999999999999E", "0.000000000000000000000001n", "-1Ki", "1EiEi",
        "++1",
        "1.", ".1", "1e2147483648", "999999999999999999999999999999999999999999999Ei", "0e0", "1e+18",
        "1E18446744073709551616",
        // Versions.
        "18446744073709551616.0.0", "1.0.0-" + String(repeating: "a.", count: 60) + "a", "1.0.0-01", "v1", "1.2.3.4",
        "99999999999999999999.99999999999999999999.99999999999999999999", "1.0.0+", "-1.0.0",
        // Addresses and the web.
        "::ffff:1.2.3.4", "1:2:3:4:5:6:7:8/129", "0.0.0.0/0", "::/0", "::1%eth0", "999.1.1.1", "10.0.0.0/-1",
        "10.0.0.0/08",
        "http://[::1%25a]:99999/%zz", "https://a:b@[fe80::1]:80/p;x?q=%41&q=%zz#f", "//", "http://%", ":", "http://[",
        "\\x00:/",
        "mailto:x", "https://a/" + String(repeating: "%41", count: 60),
        // Times.
        "9999-12-31T23:59:59.999999999Z", "10000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "0000-00-00T00:00:00Z",
        "2024-02-30T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01T00:00:00+99:99", "1970-01-01T00:00:00.0000000001Z",
        "9223372036s", "9223372037s", "-2562047h47m16.854775808s", "1e9h", "99999999999999999999h", "1ns1ns",
        "0.000000000000001s",
        "-", "h", "America/New_York", "Nowhere/Land", "+24:00", "-99:00", "../../etc/passwd", "UTC", "",
        // Other text.
        "a", "ab", "äöü", "\\u0000", "\\U0010FFFF", "👨‍👩‍👧‍👦", "dns1123Label", "true", "NaN", "Inf", "-0", "0x1p-1074",
    ]

    /// A tilde stands for any expression.
    static let calls = [
        "~.matches(~)", "dyn(~).matches(~)", "~.find(~)", "~.findAll(~)", "~.findAll(~, ~)", "regex.replace(~, ~, ~)",
        "regex.replace(~, ~, ~, ~)", "regex.extractAll(~, ~)", "~.format([~])", "~.format([~, [~], {'a': ~}])",
        "dyn(~).format([~, ~])", "quantity(~)", "quantity(~).add(quantity(~))", "quantity(~).sub(~).asInteger()",
        "quantity(~).asApproximateFloat()", "quantity(~).compareTo(quantity(~))", "isQuantity(~)", "semver(~)",
        "semver(~, true)", "semver(~).compareTo(semver(~))", "isSemver(~)", "ip(~)", "ip(~).isGlobalUnicast()",
        "isIP(~)",
        "cidr(~)", "cidr(~).containsIP(~)", "cidr(~).containsCIDR(~)", "cidr(~).masked()", "ip.isCanonical(~)",
        "url(~)",
        "url(~).getEscapedPath()", "url(~).getQuery()", "isURL(~)", "timestamp(~)", "timestamp(~) + duration(~)",
        "timestamp(~) - timestamp(~)", "timestamp(~).getHours(~)", "timestamp(~).getFullYear()", "duration(~)",
        "duration(~) + duration(~)", "duration(~).getMilliseconds()", "int(~)", "uint(~)", "double(~)", "string(~)",
        "bytes(~)",
        "bool(~)", "int(duration(~))", "int(timestamp(~))", "timestamp(int(~))", "string(timestamp(~))",
        "string(duration(~))",
        "~.split(~)", "~.split(~, ~)", "~.replace(~, ~)", "~.replace(~, ~, ~)", "~.substring(~)", "~.substring(~, ~)",
        "~.charAt(~)", "~.indexOf(~)", "~.indexOf(~, ~)", "~.lastIndexOf(~, ~)", "~.contains(~)", "~.startsWith(~)",
        "~.lowerAscii()", "~.upperAscii()", "~.trim()", "~.reverse()", "strings.quote(~)", "[~, ~].join(~)",
        "[~].isSorted()",
        "[~, ~].min()", "[~, ~].sum()", "[~, ~].sort()", "[~, ~].distinct()", "[[~], [~]].flatten(~)",
        "[~, ~].slice(~, ~)",
        "lists.range(~)", "[~, ~].indexOf(~)", "[~].first()", "[~, ~][~]", "[~][?~]", "{~: ~}[~]", "{~: ~}[?~]",
        "{~: ~, ~: ~}",
        "sets.contains([~], [~])", "sets.equivalent([~, ~], [~])", "math.greatest(~, ~)", "math.least([~, ~])",
        "math.abs(~)",
        "math.bitShiftLeft(~, ~)", "math.bitShiftRight(~, ~)", "math.bitNot(~)", "math.sqrt(~)", "math.round(~)",
        "math.sign(~)",
        "base64.encode(bytes(~))", "base64.decode(~)", "optional.of(~).orValue(~)",
        "optional.ofNonZeroValue(~).value()",
        "format.named(~)", "format.dns1123Subdomain().validate(~)", "type(~)", "~ + ~", "~ - ~", "~ * ~", "~ / ~",
        "~ % ~",
        "-(~)", "!(~)", "~ == ~", "~ < ~", "~ in [~, ~]", "~ ? ~ : ~", "~ && ~", "~ || ~", "object[~]", "object[?~]",
        "object.list[~]", "has(object.?a)", "dyn(~) + ~", "dyn(~) < dyn(~)", "dyn(~)[~]", "dyn(~) in dyn(~)", "size(~)",
        "[~, ~].all(x, x == ~)", "[~, ~].map(x, [x, ~])", "jsonpatch.escapeKey(~)", "duration(~) < duration(~)",
        "authorizer.group(~).resource(~).check(~).allowed()", "[~].sortBy(x, x)", "math.ceil(~)", "~.endsWith(~)",
    ]

    static let strangeTexts = [
        "\u{0}", "\u{202E}", "\u{FEFF}", "é", "e\u{301}", "😀", "\u{2028}", "\t", "\r\n", "''''", "\"\"\"", "r'",
        "b'\\xff'", "`",
        "//", "/*", "$", "#", "\\", ";", "@", "?.", "[?", "??", "...", "1.e", "0x", "1u1", "__proto__", "in", "null",
        "package",
    ]
}
