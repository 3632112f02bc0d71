import MNCore
import Testing

@Suite struct `The XML reader` {
    private static let sample = """
        <?xml version="1.0" ?>
        <!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v12.dtd">
        <nvidia_smi_log>
            <driver_version>570.86.10</driver_version>
            <gpu id="00000000:01:00.0" kind='a&amp;b'>
                <product_name>NVIDIA GeForce RTX 4090</product_name>
                <fb_memory_usage>
                    <total>24564 MiB</total>
                </fb_memory_usage>
                <processes/>
            </gpu>
            <gpu id="2"></gpu>
        </nvidia_smi_log>

        """

    private func read(_ text: String) throws(XMLFault) -> XMLElement {
        try XMLReader.read(Array(text.utf8), limit: 1 << 20)
    }

    private func problem(_ text: String) -> XMLFault.Problem? {
        do throws(XMLFault) {
            _ = try read(text)
            return nil
        } catch {
            return error.problem
        }
    }

    @Test func `reads what nvidia-smi prints`() throws {
        let log = try read(Self.sample)
        #expect(log.name == "nvidia_smi_log")
        #expect(log["driver_version"]?.text == "570.86.10")
        #expect(log.all("gpu").map { $0.attributes["id"] } == ["00000000:01:00.0", "2"])
        #expect(log["gpu"]?.attributes["kind"] == "a&b")
        #expect(log.descendant("gpu", "fb_memory_usage", "total")?.text == "24564 MiB")
        #expect(log.descendant("gpu", "processes") == XMLElement("processes"))
        #expect(log.descendant("gpu", "nothing", "total") == nil)
        #expect(log.text == "")
    }

    @Test(arguments: [
        ("<a>x &lt; y &amp;&amp; z &gt; &quot;&apos;</a>", "x < y && z > \"'"),
        ("<a>&#65;&#x42;&#x1F600;&#0000067;</a>", "AB😀C"),
        ("<a>one<!-- <b> & -->two<?php echo ?>three</a>", "onetwothree"),
        ("<a><![CDATA[<b>&amp;]]]]><![CDATA[>]]></a>", "<b>&amp;]]>"),
        ("<a>\n  text &#32;\n</a >", "text"),
        ("<a>one<b/>two</a>", "onetwo"),
        ("\u{FEFF}<a>é日本</a>", "é日本"),
        ("<!DOCTYPE a [<!ENTITY b \"]>\"> <!-- ]> --> <!ELEMENT a ANY>]><a>t</a>", "t"),
        ("WARNING: & something\n<a>t</a>\nWARNING: more & more\n<!-- end -->", "t"),
        ("<a\n>t</a>", "t"),
    ])
    func `reads text`(xml: String, text: String) throws {
        #expect(try read(xml).text == text)
    }

    @Test func `reads attributes`() throws {
        let element = try read("<a one = '1\"' two=\"'2'\"\n_x-y.z:é='&#10;'/>")
        #expect(element.attributes == ["one": "1\"", "two": "'2'", "_x-y.z:é": "\n"])
    }

    @Test func `says what is wrong`() {
        #expect(problem("") == .noElement)
        #expect(problem("nvidia-smi: not found") == .noElement)
        #expect(problem("<?xml version='1.0'?><!-- -->") == .noElement)
        #expect(problem("<a>") == .unexpectedEnd)
        #expect(problem("<a></b>") == .wrongEndTag(expected: "a", found: "b"))
        #expect(problem("</a>") == .expected("a start tag"))
        #expect(problem("<a/><b/>") == .secondRoot)
        #expect(problem("<a/></a>") == .expected("a start tag"))
        #expect(problem("<a b='1' b='2'/>") == .duplicateAttribute("b"))
        #expect(problem("<a b=1/>") == .expected("a value in quotes"))
        #expect(problem("<a b/>") == .expected("'='"))
        #expect(problem("<a b='1'c='2'/>") == .expected("a blank or '>'"))
        #expect(problem("<a b='<'/>") == .expected("no '<' in a value"))
        #expect(problem("< a/>") == .expected("a name"))
        #expect(problem("<1/>") == .expected("a name"))
        #expect(problem("<a></a b>") == .expected("'>'"))
        #expect(problem("<a>&nbsp;</a>") == .unknownEntity("nbsp"))
        #expect(problem("<a>&#+65;</a>") == .expected("';' after '&'"))
        #expect(problem("<a>& </a>") == .expected("';' after '&'"))
        #expect(problem("<a><!DOCTYPE b></a>") == .expected("a name"))
        #expect(problem("<a/><![CDATA[x]]>") == .secondRoot)
    }

    @Test(arguments: [
        "#0", "#8", "#x1F", "#xD800", "#xFFFE", "#x110000", "#-1", "#-0", "#", "#x", "#xG", "",
        "#99999999999",
    ])
    func `refuses numbers that are no characters`(entity: String) {
        #expect(problem("<a>&\(entity);</a>") == .unknownEntity(entity))
    }

    @Test func `expands and fetches no entities of a document`() {
        let text = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"
        #expect(problem(text) == .unknownEntity("x"))
    }

    @Test func `never accepts a beginning of a document, and never crashes on one`() throws {
        let bytes = Array(Self.sample.utf8)
        let end = try #require(bytes.lastIndex(of: UInt8(ascii: ">")))
        for length in 0...end {
            #expect(throws: XMLFault.self) {
                try XMLReader.read(Array(bytes.prefix(length)), limit: .max)
            }
        }
    }

    @Test func `never crashes on changed bytes`() {
        var random = SplitMix64(seed: 2)
        let bytes = Array(Self.sample.utf8)
        let special = Array("<>&;\"'/!-[]=\u{0} a".utf8)
        for _ in 0..<300 {
            var changed = bytes
            for _ in 0...random.below(3) {
                changed[random.below(bytes.count)] = special[random.below(special.count)]
            }
            _ = try? XMLReader.read(changed, limit: .max)
        }
    }

    @Test func `limits size, depth and encoding`() {
        #expect(throws: XMLFault(.tooLarge(limit: 3), offset: 3)) {
            try XMLReader.read(Array("<a/>".utf8), limit: 3)
        }
        #expect(throws: XMLFault(.notUTF8, offset: 0)) {
            try XMLReader.read([0x3C, 0x61, 0x3E, 0xFF], limit: 99)
        }
        let deep = { (levels: Int) in
            String(repeating: "<a>", count: levels) + String(repeating: "</a>", count: levels)
        }
        #expect(problem(deep(64)) == nil)
        #expect(problem(deep(65)) == .tooDeep(limit: 64))
        #expect(problem(String(repeating: "<a>", count: 100_000)) == .tooDeep(limit: 64))
    }

    @Test(arguments: ["<!--", "<a b='", "<a>&", "<!DOCTYPE [", "<a><![CDATA[", "<?", "<a "])
    func `takes time in proportion to the length of broken text`(start: String) {
        let filling = String(repeating: " ", count: 50_000)
        #expect(problem(start + filling + filling) != nil)
    }

    @Test func `names its faults`() {
        let fault = XMLFault(.wrongEndTag(expected: "a", found: "b"), offset: 5)
        #expect("\(fault)" == "byte 5: expected the end tag 'a', found 'b'")
    }
}
