/// What functions of cel-go's libraries give.
///
/// Source: the documentation in https://github.com/google/cel-go/tree/master/ext.
enum ExtensionLibraryCases {
    static let strings: [LibraryCase] = [
        .init("'hello'.charAt(4)", "'o'"), .init("'hello'.charAt(5)", "''"), .init("'äöü'.charAt(1)", "'ö'"),
        .init("'hello'.charAt(-1)", "error: index out of range: -1"),
        .init("'hello'.charAt(6)", "error: index out of range: 6"),
        .init("'hello mellow'.indexOf('')", "0"), .init("'hello mellow'.indexOf('ello')", "1"),
        .init("'hello mellow'.indexOf('jello')", "-1"), .init("'hello mellow'.indexOf('', 2)", "2"),
        .init("'hello mellow'.indexOf('ello', 2)", "7"), .init("'hello mellow'.indexOf('ello', 20)", "-1"),
        .init("'hello'.indexOf('', 20)", "5"), .init("'hello'.indexOf('l', -1)", "error: index out of range: -1"),
        .init("'äbä'.indexOf('ä', 1)", "2"), .init("''.indexOf('a')", "-1"),
        .init("'hello mellow'.lastIndexOf('')", "12"), .init("'hello mellow'.lastIndexOf('ello')", "7"),
        .init("'hello mellow'.lastIndexOf('jello')", "-1"), .init("'hello mellow'.lastIndexOf('ello', 6)", "1"),
        .init("'hello mellow'.lastIndexOf('ello', 20)", "-1"), .init("'äbä'.lastIndexOf('ä')", "2"),
        .init("'hello'.lastIndexOf('l', -1)", "error: index out of range: -1"),
        .init("'aaa'.lastIndexOf('aa', 2)", "1"),
        .init("''.lastIndexOf('a')", "-1"), .init("'TacoCat'.lowerAscii()", "'tacocat'"),
        .init("'TacoCÆt Xii'.lowerAscii()", "'tacocÆt xii'"), .init("'TacoCat'.upperAscii()", "'TACOCAT'"),
        .init("'TacoCÆt æ'.upperAscii()", "'TACOCÆT æ'"), .init("'hello hello'.replace('he', 'we')", "'wello wello'"),
        .init("'hello hello'.replace('he', 'we', -1)", "'wello wello'"),
        .init("'hello hello'.replace('he', 'we', 1)", "'wello hello'"),
        .init("'hello hello'.replace('he', 'we', 0)", "'hello hello'"),
        .init("'hello'.replace('', '_')", "'_h_e_l_l_o_'"),
        .init("'hello'.replace('', '_', 2)", "'_h_ello'"), .init("'äö'.replace('', '-')", "'-ä-ö-'"),
        .init("'hello'.replace('l', '')", "'heo'"), .init("'aaaa'.replace('aa', 'b')", "'bb'"),
        .init("''.replace('', 'x')", "'x'"),
        .init("'hello hello'.split(' ')", "['hello', 'hello']"), .init("'a,b,c'.split(',', 0)", "[]"),
        .init("'a,b,c'.split(',', 1)", "['a,b,c']"), .init("'a,b,c'.split(',', 2)", "['a', 'b,c']"),
        .init("'a,b,c'.split(',', -1)", "['a', 'b', 'c']"), .init("'äöü'.split('')", "['ä', 'ö', 'ü']"),
        .init("'abc'.split('', 2)", "['a', 'bc']"), .init("'abc'.split('', 9)", "['a', 'b', 'c']"),
        .init("''.split(',')", "['']"),
        .init("''.split('')", "[]"), .init("',a,'.split(',')", "['', 'a', '']"),
        .init("'tacocat'.substring(4)", "'cat'"),
        .init("'tacocat'.substring(0, 4)", "'taco'"), .init("'tacocat'.substring(7)", "''"),
        .init("'tacocat'.substring(3, 3)", "''"),
        .init("'ta©o©αT'.substring(2, 6)", "'©o©α'"), .init("'tacocat'.substring(-1)", "error: index out of range: -1"),
        .init("'tacocat'.substring(40)", "error: index out of range: 40"),
        .init("'tacocat'.substring(1, 50)", "error: index out of range: 50"),
        .init("'tacocat'.substring(49, 50)", "error: index out of range: 49"),
        .init("'tacocat'.substring(4, 3)", "error: invalid substring range. start: 4, end: 3"),
        .init("'  trim\\n '.trim()", "'trim'"), .init("'\\u00a0\\u2003x\\u3000'.trim()", "'x'"),
        .init("' '.trim()", "''"),
        .init("['x', 'y'].join()", "'xy'"), .init("['x', 'y'].join('-')", "'x-y'"), .init("[].join()", "''"),
        .init("['x'].join('-')", "'x'"), .init("dyn(['x', 1]).join(',')", "error: join: invalid input: 1"),
        .init("'gums'.reverse()", "'smug'"), .init("'äb©'.reverse()", "'©bä'"), .init("''.reverse()", "''"),
        .init("strings.quote('a\"b\\n\\t\\\\')", "'\"a\\\"b\\n\\t\\\\\"'"), .init("strings.quote('ü')", "'\"ü\"'"),
        .init("dyn(1).charAt(0)", "error: no such overload: charAt(int, int)"),
        .init("strings.quote(dyn(1))", "error: no such overload: strings.quote(int)"),
        .init("dyn('a').split(dyn(1))", "error: no such overload: split(string, int)"),
        .init("dyn(1).trim()", "error: no such overload: trim(int)"),
    ]

    /// As Kubernetes has it.
    static let localFormats: [LibraryCase] = [
        .init("'%s is %d'.format(['x', 3])", "'x is 3'"), .init("'100%%'.format([])", "'100%'"),
        .init("'%.2f'.format([3.14159])", "'3.14'"),
        .init("'%f'.format([12345.678])", "'12,345.678000'"), .init("'%.0f'.format([1234567.5])", "'1,234,568'"),
        .init("'%.1f'.format([0.25])", "'0.2'"), .init("'%.2f'.format([-0.001])", "'-0.00'"),
        .init("'%.3f'.format([-1234.5])", "'-1,234.500'"),
        .init("'%e'.format([12345.678])", "'1.234568×10⁰⁴'"), .init("'%.1e'.format([0.00012])", "'1.2×10⁻⁰⁴'"),
        .init("'%e'.format([0.0])", "'0.000000×10⁰⁰'"), .init("'%.0e'.format([1e100])", "'1×10¹⁰⁰'"),
        .init("'%.2e'.format([-5.5])", "'-5.50×10⁰⁰'"),
        .init("'%f %f %f'.format([double('NaN'), double('inf'), double('-inf')])", "'NaN ∞ -∞'"),
        .init("'%f'.format(['Infinity'])", "'∞'"), .init("'%e'.format(['NaN'])", "'NaN'"),
        .init("'%x %X'.format([255, 255])", "'ff FF'"), .init("'%x'.format(['äb'])", "'c3a462'"),
        .init("'%X'.format([b'\\x0a\\xff'])", "'0AFF'"),
        .init("'%x'.format([-30])", "'-1e'"), .init("'%b %b %b'.format([5, -5, 5u])", "'101 -101 101'"),
        .init("'%b'.format([true])", "'1'"),
        .init("'%o'.format([8])", "'10'"), .init("'%d %d'.format([-5, 7u])", "'-5 7'"),
        .init("'%s'.format([1.0])", "'1'"),
        .init("'%s %s'.format([2.71, 0.000000002])", "'2.71 2e-09'"), .init("'%s'.format([null])", "'null'"),
        .init("'%s'.format([int])", "'int'"),
        .init("'%s'.format([b'xyz'])", "'xyz'"), .init("'%s'.format([duration('1h5m')])", "'3900s'"),
        .init("'%s'.format([duration('1ms')])", "'0.001s'"),
        .init("'%s'.format([timestamp('2023-01-02T03:04:05Z')])", "'2023-01-02T03:04:05Z'"),
        .init("'%s'.format([timestamp('2023-01-02T03:04:05.120000Z')])", "'2023-01-02T03:04:05.12Z'"),
        .init("'%s'.format([[1, 2.5, {'a': 'b'}]])", "'[1, 2.500000, {\"a\":\"b\"}]'"),
        .init("'%s'.format([{'b': 1, 'a': [true], 3: null}])", "'{\"a\":[true], \"b\":1, 3:null}'"),
        .init("'%s'.format([['a\\n', b'x', duration('1s')]])", "'[\"a\\n\", b\"x\", duration(\"1s\")]'"),
        .init("'%s'.format([[double('NaN'), double('inf')]])", "'[\"NaN\", \"+Inf\"]'"),
        .init("'%s'.format([[]])", "'[]'"),
        .init(
            "dyn('%d').format(['x'])",
            "error: error during formatting: decimal clause can only be used on integers, was given string"),
        .init(
            "dyn('%d').format([1.5])",
            "error: error during formatting: decimal clause can only be used on integers, was given double"),
        .init(
            "dyn('%f').format([1])",
            "error: error during formatting: fixed-point clause can only be used on doubles, was given int"),
        .init(
            "dyn('%e').format([1])",
            "error: error during formatting: scientific clause can only be used on doubles, was given int"),
        .init(
            "dyn('%b').format([1.0])",
            "error: error during formatting: only integers and bools can be formatted as binary, was given double"),
        .init(
            "dyn('%o').format([true])",
            "error: error during formatting: octal clause can only be used on integers, was given bool"),
        .init(
            "dyn('%x').format([1.0])",
            "error: error during formatting: only integers, byte buffers, and strings can be formatted as hex, "
                + "was given double"),
        .init(
            "dyn('%s').format([ip('::1')])",
            "error: error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, "
                + "maps, lists, types, durations, and timestamps, was given net.IP"),
        .init("dyn('%s').format([])", "error: index 0 out of range"),
        .init("dyn('%').format([1])", "error: unexpected end of string"),
        .init(
            "dyn('%z').format([1])",
            "error: could not parse formatting clause: unrecognized formatting clause \"z\""),
        .init(
            "dyn('%.').format([1])",
            "error: could not parse formatting clause: error while parsing precision: "
                + "could not find end of precision specifier"),
        .init(
            "dyn('%.f').format([1.0])",
            "error: could not parse formatting clause: error while parsing precision: "
                + "error while converting precision to integer: strconv.Atoi: parsing \"\": invalid syntax"),
        .init("dyn(1).format([1])", "error: no such overload: format(int, list)"),
    ]

    /// As the specification has it.
    static let formats: [LibraryCase] = [
        .init("'%f'.format([12345.678])", "'12345.678000'"), .init("'%e'.format([12345.678])", "'1.234568e+04'"),
        .init("'%.0e'.format([1e100])", "'1e+100'"), .init("'%f %e'.format([1, 2u])", "'1.000000 2.000000e+00'"),
        .init("'%d %d'.format([1.5, 1e21])", "'1.5 1000000000000000000000'"),
        .init("'%d'.format([double('inf')])", "'Infinity'"),
        .init("'%s %s'.format([2e-09, 0.0])", "'0.000000002 0'"),
        .init("'%s'.format([[1, 2.5, {'a': 'b'}]])", "'[1, 2.5, {a: b}]'"),
        .init("'%s'.format([double('-inf')])", "'-Infinity'"),
        .init("'%s'.format([['a', b'x', duration('1s')]])", "'[a, x, 1s]'"),
        .init(
            "dyn('%d').format(['x'])",
            "error: error during formatting: decimal clause can only be used on ints, uints, and doubles, "
                + "was given string"),
        .init(
            "dyn('%b').format([1.0])",
            "error: error during formatting: only ints, uints, and bools can be formatted as binary, was given double"),
    ]

    static let lists: [LibraryCase] = [
        .init("[1, 2, 3, 4].slice(1, 3)", "[2, 3]"), .init("[1, 2].slice(0, 2)", "[1, 2]"),
        .init("[1, 2].slice(2, 2)", "[]"),
        .init("[1, 2].slice(-1, 1)", "error: cannot slice(-1, 1), negative indexes not supported"),
        .init("[1, 2].slice(2, 1)", "error: cannot slice(2, 1), start index must be less than or equal to end index"),
        .init("[1, 2].slice(0, 3)", "error: cannot slice(0, 3), list is length 2"),
        .init("[[1, 2], [3]].flatten()", "[1, 2, 3]"), .init("[1, [2, [3]]].flatten()", "[1, 2, [3]]"),
        .init("[1, [2, [3, [4]]]].flatten(2)", "[1, 2, 3, [4]]"), .init("[1, [2]].flatten(0)", "[1, [2]]"),
        .init("[].flatten()", "[]"),
        .init("[1].flatten(-1)", "error: level must be non-negative"), .init("lists.range(4)", "[0, 1, 2, 3]"),
        .init("lists.range(0)", "[]"), .init("lists.range(-5)", "[]"), .init("[1, 2, 2, 1, 3].distinct()", "[1, 2, 3]"),
        .init("[1, 1.0, 1u].distinct()", "[1]"), .init("['a', 'b', 'a'].distinct()", "['a', 'b']"),
        .init("[[1], [1]].distinct()", "[[1]]"),
        .init("[].distinct()", "[]"), .init("[1, 2, 3].reverse()", "[3, 2, 1]"), .init("[].reverse()", "[]"),
        .init("[3, 1, 2].sort()", "[1, 2, 3]"), .init("['b', 'a'].sort()", "['a', 'b']"), .init("[].sort()", "[]"),
        .init("[true, false].sort()", "[false, true]"), .init("[b'b', b'a'].sort()", "[b'a', b'b']"),
        .init("dyn([1, 'a']).sort()", "error: list elements must have the same type"),
        .init("dyn([[1]]).sort()", "error: list elements must be comparable"),
        .init("[3, 1, 2].sortBy(e, -e)", "[3, 2, 1]"),
        .init("['cc', 'a', 'bbb'].sortBy(e, size(e))", "['a', 'cc', 'bbb']"),
        .init("['b1', 'a1', 'b2', 'a2'].sortBy(e, e.charAt(0))", "['a1', 'a2', 'b1', 'b2']"),
        .init("dyn(1).slice(0, 1)", "error: no such overload: slice(int, int, int)"),
        .init(
            "dyn(1).distinct()",
            "error: no such overload: distinct(int)"),
    ]

    static let sets: [LibraryCase] = [
        .init("sets.contains([1, 2, 3], [1, 2])", "true"), .init("sets.contains([1], [])", "true"),
        .init("sets.contains([], [1])", "false"),
        .init("sets.contains([1, 2], [2u, 2.0])", "true"), .init("sets.contains([[1], [2, 3]], [[2, 3.0]])", "true"),
        .init("sets.contains([1], [1.1, 1u])", "false"), .init("sets.equivalent([1, 2], [2, 1, 1])", "true"),
        .init("sets.equivalent([], [])", "true"), .init("sets.equivalent([1, 2], [1])", "false"),
        .init("sets.equivalent([1], [1u, 1.0])", "true"), .init("sets.intersects([1], [2])", "false"),
        .init("sets.intersects([1, 2], [2])", "true"), .init("sets.intersects([], [])", "false"),
        .init("sets.intersects([{'a': 1}], [{'a': dyn(1.0)}])", "true"),
        .init(
            "sets.contains(dyn(1), [1])",
            "error: no such overload: sets.contains(int, list)"),
    ]

    static let mathematics: [LibraryCase] = [
        .init("math.greatest(1, 2, 3)", "3"), .init("math.greatest(1, 2.0)", "2.0"),
        .init("math.greatest(2, 2.0)", "2"),
        .init("math.least(1, 2)", "1"), .init("math.least([1u, 2u])", "1u"), .init("math.least(-1, 1u, 0.5)", "-1"),
        .init("math.greatest(dyn([]))", "error: math.@max(list) argument must not be empty"),
        .init("math.greatest(dyn('a'), 1)", "error: no such overload: math.@max(string, int)"),
        .init("math.greatest(dyn(double('NaN')), 1)", "error: NaN values cannot be ordered: math.@max"),
        .init("math.ceil(1.2)", "2.0"), .init("math.floor(-1.2)", "-2.0"), .init("math.round(1.5)", "2.0"),
        .init("math.round(-1.5)", "-2.0"),
        .init("math.round(2.5)", "3.0"), .init("math.trunc(-1.9)", "-1.0"), .init("math.abs(-5)", "5"),
        .init("math.abs(-5.5)", "5.5"),
        .init("math.abs(5u)", "5u"), .init("math.abs(-9223372036854775808)", "error: integer overflow"),
        .init("math.sign(-3)", "-1"),
        .init("math.sign(0)", "0"), .init("math.sign(2.5)", "1.0"), .init("math.sign(7u)", "1u"),
        .init("math.sign(0u)", "0u"),
        .init("math.sign(double('NaN'))", "nan"), .init("math.isNaN(double('NaN'))", "true"),
        .init("math.isInf(double('inf'))", "true"),
        .init("math.isFinite(1.0)", "true"), .init("math.isFinite(double('-inf'))", "false"),
        .init("math.sqrt(16)", "4.0"),
        .init("math.sqrt(2.25)", "1.5"), .init("math.sqrt(81u)", "9.0"), .init("math.sqrt(-1.0)", "-nan"),
        .init("math.bitAnd(6, 3)", "2"),
        .init("math.bitOr(6u, 3u)", "7u"), .init("math.bitXor(6, 3)", "5"), .init("math.bitNot(1)", "-2"),
        .init("math.bitNot(0u)", "18446744073709551615u"), .init("math.bitShiftLeft(1, 3)", "8"),
        .init("math.bitShiftLeft(1, 64)", "0"),
        .init("math.bitShiftLeft(1u, 9223372036854775807)", "0u"), .init("math.bitShiftRight(-1, 60)", "15"),
        .init("math.bitShiftRight(8u, 2)", "2u"), .init("math.bitShiftRight(8, 200)", "0"),
        .init("math.bitShiftLeft(1, -1)", "error: math.bitShiftLeft() negative offset: -1"),
        .init("math.bitShiftRight(1u, -2)", "error: math.bitShiftRight() negative offset: -2"),
        .init("math.ceil(dyn(1))", "error: no such overload: math.ceil(int)"),
        .init("math.bitAnd(dyn(1), 1u)", "error: no such overload: math.bitAnd(int, uint)"),
    ]

    static let others: [LibraryCase] = [
        .init("base64.encode(b'hello')", "'aGVsbG8='"), .init("base64.decode('aGVsbG8=')", "b'hello'"),
        .init("base64.decode('aGVsbG8')", "b'hello'"),
        .init("base64.decode('')", "b''"), .init("base64.decode('aGVs\\nbG8=')", "b'hello'"),
        .init("base64.decode('a!')", "error: illegal base64 data at input byte 1"),
        .init("base64.decode('aGVsbG8==')", "error: illegal base64 data at input byte 7"),
        .init("base64.encode(dyn('x'))", "error: no such overload: base64.encode(string)"),
        .init("regex.replace('hello world', 'l', 'x')", "'hexxo worxd'"),
        .init("regex.replace('hello', 'l', 'x', 1)", "'hexlo'"),
        .init("regex.replace('hello', 'l', 'x', 0)", "'hello'"),
        .init("regex.replace('hello', 'l', 'x', -5)", "'hexxo'"),
        .init("regex.replace('foo bar', '(fo)o (ba)r', r'\\2 \\1')", "'ba fo'"),
        .init("regex.replace('ab', '', '-')", "'-a-b-'"),
        .init("regex.replace('a', 'a', r'\\\\')", "'\\'"),
        .init(
            "regex.replace('test', '(.)', r'\\2')",
            "error: replacement string references group 2 but regex has only 1 group(s)"),
        .init(
            "regex.replace('a', 'a', r'\\x')",
            "error: invalid replacement string: '\\x' \\ must be followed by a digit or \\"),
        .init("regex.replace('a', 'a', '\\\\')", "error: invalid replacement string: '\\' \\ not allowed at end"),
        .init("regex.replace('b', 'a', '\\\\')", "'b'"),
        .init("regex.extract('item-A, item-B', 'item-(\\\\w+)')", "some('A')"),
        .init("regex.extract('item-A', 'item-\\\\w+')", "some('item-A')"),
        .init("regex.extract('HELLO', 'hello')", "none"),
        .init("regex.extract('a', '(b)?a')", "none"),
        .init(
            "regex.extract('ab', '(a)(b)')", "error: regular expression has more than one capturing group: \"(a)(b)\""),
        .init("regex.extractAll('id:123, id:456', 'id:\\\\d+')", "['id:123', 'id:456']"),
        .init("regex.extractAll('id:123, id:456', 'id:(\\\\d+)')", "['123', '456']"),
        .init("regex.extractAll('a', 'b')", "[]"),
        .init("regex.extractAll('aXb', '([a-z])?X?')", "['a', 'b']"),
        .init("regex.extract('a', dyn('['))", "error: error parsing regexp: missing closing ]: `[`"),
        .init("regex.extract(dyn(1), 'a')", "error: no such overload"),
    ]
}
