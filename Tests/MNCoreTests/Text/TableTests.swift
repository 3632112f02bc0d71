import MNCore
import Testing

@Suite struct `A table` {
    private func models() -> Table {
        var table = Table([
            .init("MODEL"), .init("SIZE", .right, priority: 2),
            .init("STATUS", priority: 3), .init("REASON", priority: 1, leastWidth: 8),
        ])
        table.append(["gemma4:e2b", "7.2 GiB", Table.Cell("pass", .good), "enough GPU memory"])
        table.append(["qwen3:0.6b", "484 MiB", Table.Cell("warning", .caution), ""])
        return table
    }

    @Test func `is aligned, with two blanks between columns and none at the end of a line`() {
        let expected = """
            MODEL          SIZE  STATUS   REASON
            gemma4:e2b  7.2 GiB  pass     enough GPU memory
            qwen3:0.6b  484 MiB  warning

            """
        #expect(models().text(width: nil) == expected)
        #expect(models().text(width: 80) == expected)
        #expect(models().text(width: 47) == expected)
    }

    @Test func `cuts the column that gives way first`() {
        #expect(
            models().text(width: 40)
                == """
                MODEL          SIZE  STATUS   REASON
                gemma4:e2b  7.2 GiB  pass     enough GPU…
                qwen3:0.6b  484 MiB  warning

                """.replacing("enough GPU…", with: "enough GP…"))
    }

    @Test func `leaves out the least important columns, never the first`() {
        #expect(
            models().text(width: 37) == """
                MODEL          SIZE  STATUS
                gemma4:e2b  7.2 GiB  pass
                qwen3:0.6b  484 MiB  warning

                """)
        #expect(
            models().text(width: 20) == """
                MODEL       STATUS
                gemma4:e2b  pass
                qwen3:0.6b  warning

                """)
        #expect(models().text(width: 8) == "MODEL\ngemma4:…\nqwen3:0…\n")
        #expect(models().text(width: 1) == "…\n…\n…\n")
        #expect(models().text(width: 0) == models().text(width: 1))
        #expect(models().text(width: -5) == models().text(width: 1))
    }

    @Test func `tells what it leaves out and cuts`() {
        func left(_ width: Int?) -> String {
            let left = models().leftOut(Table.Layout(width: width))
            return (left.columns + (left.isCut ? ["cut"] : [])).joined(separator: " ")
        }
        #expect(left(nil) == "" && left(47) == "")
        #expect(left(40) == "cut")
        #expect(left(37) == "REASON")
        #expect(left(20) == "SIZE REASON")
        #expect(left(8) == "SIZE STATUS REASON cut")
        var shares = Table([.init("A", priority: 9), .init("B", priority: 2), .init("")])
        shares.append(["aaaa", "bbbb", "50 %"])
        #expect(shares.leftOut(Table.Layout(width: 11)).columns == ["more of B"])
        #expect(shares.leftOut(Table.Layout(width: 4)).columns == ["B"])
    }

    @Test func `is written with the signs of the terminal`() {
        var table = Table([.init("A", leastWidth: 4), .init("B", priority: 1)])
        table.append(["from → to", "✓"])
        table.append(heading: "one …")
        #expect(
            table.text(Table.Layout(width: 9, signs: .ascii))
                == "A       B\nfro...  +\n\none ...\n")
    }

    @Test(arguments: 1...60) func `fits into any width`(width: Int) {
        var table = models()
        table.append(heading: "日本語 and a heading that is rather long")
        table.append(["日本語日本語", "1", "👩‍👩‍👧‍👦", "日本語日本語"])
        for line in table.text(width: width).split(separator: "\n") {
            #expect(DisplayWidth.of(line) <= width)
            #expect(line.last != " ")
        }
    }

    @Test func `shares the loss between columns of one priority`() {
        var table = Table([.init("", leastWidth: 2), .init("", leastWidth: 2)])
        table.append(["abcdefghij", "abcdefgh"])
        #expect(table.text(width: 14) == "abcde…  abcde…\n")
    }

    @Test func `groups rows under headings`() {
        var table = Table([.init("MACHINE"), .init("STATUS")])
        table.append(["early", "pass"])
        table.append(heading: Table.Cell("Raspberry Pi", .faint))
        table.append(["raspberry-pi-5-8gb", "fail"])
        table.append(heading: "Apple")
        table.append(["apple-m1-8gb", "fail"])
        #expect(
            table.text(width: nil) == """
                MACHINE               STATUS
                early                 pass

                Raspberry Pi
                  raspberry-pi-5-8gb  fail

                Apple
                  apple-m1-8gb        fail

                """)
        #expect(table.text(width: 7).hasPrefix("MACHINE\nearly\n\nRaspbe…\n  rasp…\n"))
    }

    @Test func `has no header line without titles`() {
        var table = Table([.init(""), .init("")])
        #expect(table.text(width: nil) == "")
        table.append(["memory", "16 GiB"])
        #expect(table.text(width: nil) == "memory  16 GiB\n")
        #expect(Table([.init("MODEL")]).text(width: nil) == "MODEL\n")
    }

    @Test func `has colours only when asked for, outside the text's own width`() {
        #expect(!models().text(width: nil).contains("\u{1B}"))
        let coloured = models().text(width: nil, colour: true)
        #expect(coloured.contains("  \u{1B}[32mpass\u{1B}[0m     enough GPU memory\n"))
        #expect(coloured.contains("  \u{1B}[33mwarning\u{1B}[0m\n"))
        var heading = Table([.init("")])
        heading.append(heading: Table.Cell("old", .faint))
        #expect(heading.text(width: nil, colour: true) == "\u{1B}[2mold\u{1B}[0m\n")
    }

    @Test func `prints nothing that a cell smuggles in`() {
        var table = Table([.init("A"), .init("B")])
        table.append(["\u{1B}[2Jone\ntwo", "\u{202E}x"])
        #expect(
            table.text(width: nil, colour: true) == "A        B\none two  \\u{202E}x\n")
    }

    @Test(arguments: [
        ("a|b", "a&#124;b"), ("a\\|b", "a&#92;&#124;b"), ("<img src=x>", "&#60;img src=x&#62;"),
        ("![a](b)", "&#33;&#91;a&#93;(b)"), ("``x`", "&#96;&#96;x&#96;"), ("@me", "`@`me"),
        ("a@@b@c", "a`@@`b`@`c"), ("https://a.b", "https&#58;//a.b"), ("WWW.a.b", "WWW&#46;a.b"),
        ("force_only", "force_only"), ("_a_ __b", "&#95;a&#95; &#95;&#95;b"),
        ("*a*", "&#42;a&#42;"),
        ("a &lt; $x$ ~~y~~", "a &#38;lt; &#36;x&#36; &#126;&#126;y&#126;&#126;"),
        ("one\n| two |", "one &#124; two &#124;"), ("#1", "&#35;1"),
        ("ai/gemma4:E2B", "ai/gemma4:E2B"),
        ("x\u{202E}y", "x&#92;u&#123;202E&#125;y"),
    ]) func `gives a cell no meaning in Markdown`(text: String, written: String) {
        var table = Table([.init("A")])
        table.append(heading: Table.Cell(text))
        table.append([Table.Cell(text)])
        #expect(table.markdown == "### \(written)\n\n| A |\n| --- |\n| \(written) |\n")
    }

    @Test func `measures wide characters and marks`() {
        var table = Table([.init("名前"), .init("N", .right)])
        table.append(["日本語", "1"])
        table.append(["e\u{301}", "10"])
        #expect(table.text(width: nil) == "名前     N\n日本語   1\ne\u{301}       10\n")
    }

    @Test func `fills cells that are missing, and leaves middle ones empty`() {
        var table = Table([.init("A"), .init("B"), .init("C")])
        table.append(["one"])
        table.append(["", "", "three"])
        table.append([])
        #expect(table.text(width: nil) == "A    B  C\none\n        three\n\n")
    }

    @Test func `refuses more cells than columns`() async {
        await #expect(processExitsWith: .failure) {
            var table = Table([.init("A")])
            table.append(["one", "two"])
        }
    }

    @Test func `is quick with many rows and one huge cell`() {
        var table = Table([.init("A"), .init("B", leastWidth: 4)])
        for row in 0..<1_000 { table.append([.init("\(row)"), "text"]) }
        table.append(["x", Table.Cell(String(repeating: "y", count: 100_000))])
        #expect(table.text(width: 80).utf8.count < 20_000)
    }
}
