import MNCore
import MNSim
import MNSupport
import Testing

@Suite("The page of a run")
struct RunPageTests {
    @Test("The verdict stands on top, with a way to the line that decided it")
    func showsCause() async throws {
        let page = await Pages.page(Pages.failing).text
        let heading = try #require(page.firstRange(of: "<h1"))
        let chain = try #require(page.firstRange(of: "<ol class=\"chain\""))
        let questions = try #require(page.firstRange(of: "id=\"questions\""))
        #expect(heading.lowerBound < chain.lowerBound && chain.lowerBound < questions.lowerBound)
        let head = page[heading.lowerBound..<questions.lowerBound]
        #expect(head.contains("<span class=\"what\">exit</span>"))
        #expect(head.contains("<span class=\"what\">rule</span>"))
        #expect(head.contains("<span class=\"what\">line</span>"))
        // The lines that are named are marked, and can be gone to.
        let anchors = head.matches(of: #/href="\#(e-\d+-\d+-\d+)"/#).map(\.1)
        #expect(!anchors.isEmpty)
        for anchor in anchors {
            let line = try #require(page.firstRange(of: "id=\"\(anchor)\""))
            #expect(page[line.upperBound...].prefix(400).contains("<mark>"))
        }
    }

    @Test("A failing runner's page leads to the exchange")
    func showsExchange() async throws {
        let page = await Pages.page(Pages.runner).text
        #expect(page.has("<span class=\"what\">exchange</span>"))
        #expect(page.has("<span class=\"what\">error</span>"))
    }

    @Test(
        "Every link leads to a place of the page, and no place is there twice",
        arguments: [Pages.failing, Pages.runner])
    func hasWholeLinks(_ run: Trace) async {
        let other = await Pages.side(.trace(Pages.runner), name: "lab.jsonl")
        let side = await Pages.side(.bundle(Pages.bundle(run)))
        for page in [RunPage(side).text, RunPage(side, beside: other).text] {
            let places = page.matches(of: #/ id="([^"]*)"/#).map { String($0.1) }
            #expect(places.count == Set(places).count)
            let known = Set(places)
            for link in page.matches(of: #/ href="([^"]*)"/#) {
                #expect(link.1.hasPrefix("#") && known.contains(String(link.1.dropFirst())))
            }
        }
    }

    @Test("Equal files give equal bytes")
    func isStable() async {
        let first = await Pages.page(Pages.failing).text
        let second = await Pages.page(Pages.failing).text
        #expect(first == second)
    }

    @Test("What was removed is a chip, and told by kind, with the checks")
    func showsRemovals() async {
        let page = await Pages.page(Pages.failing).text
        #expect(page.has(">‹host:1›</span>"))
        #expect(page.has(">‹secret›</span>"))
        #expect(page.has("twin: passed"))
        #expect(page.has("same story: cut"))
        #expect(page.has("It was cut. (2 KiB kept, 8.7 KiB cut)"))
    }

    @Test("The machine of a bundle tells only the facts that are not those of the run")
    func showsChangedMachine() async {
        let words = "its facts are those of the run."
        #expect(await Pages.page(Pages.failing).text.has(words))
        var bundle = Pages.bundle(Pages.failing)
        let memory = Access.command(["sysctl", "-n", "hw.memsize"])
        bundle.machine?.recording[memory] = .ended(
            CommandResult(.exited(0), standardOutput: Array("17179869184\n".utf8)))
        let page = RunPage(await Pages.side(.bundle(bundle))).text
        #expect(!page.has(words))
        #expect(page.has("These facts are not those of the run:"))
        #expect(page.has("16 GiB"))
    }

    @Test("A run that ended without a word is shown as such, and so is a trace without a question")
    func showsUnfinished() async {
        var trace = Pages.failing
        trace.exitCode = nil
        let cut = await Pages.page(trace).text
        #expect(cut.contains("It ended without a word"))
        let empty = Trace(version: "0.1.0", arguments: [], exitCode: 0)
        let page = RunPage(await Pages.side(.trace(empty))).text
        #expect(page.has("Nothing was asked."))
        var bundle = Pages.bundle(trace)
        bundle.run = nil
        #expect(
            RunPage(await Pages.side(.bundle(bundle))).text.has("No run is in this bundle."))
    }

    @Test("Nothing of a file becomes markup of its page")
    func isInert() async {
        let harm = "</script><img src=x onerror=x()>\" onclick=\"x()\u{202E}"
        var events: [Trace.Event] = [
            .read(path: "/" + harm, .success(Array(harm.utf8))),
            .process([harm, harm], CommandResult(.failed(harm), standardOutput: Array(harm.utf8))),
            .call(
                HTTPRequest("GET", "/" + harm), Endpoint.modelRunner,
                HTTPOutcome(nil, .garbled(harm))),
            .rule(model: harm, rule: harm, status: harm), .variable(harm, harm),
            .printed(.error, "mn: " + harm), .cut(events: Int.max, bytes: Int.max),
            .list(path: harm, .failure(FileFault(harm, .failed(harm)))),
            .read(path: "/long", .success(Array(repeating: 0x3C, count: 1 << 20))),
        ]
        events += [.shortened(events[0], bytes: .max)]
        var bundle = Pages.bundle(
            Trace(version: harm, arguments: [harm], events: events, exitCode: 1))
        bundle.day = harm
        bundle.version = harm
        bundle.gaps = [.init(.run, part: harm, reason: harm, kept: .max, cut: .max)]
        bundle.removed = [
            .init(
                pointer: JSONPointer(["run", "99999999999999999999"]), kind: harm, standIn: harm,
                length: .max),
            .init(pointer: JSONPointer(["run", "-1"]), kind: harm, standIn: harm, length: 0),
        ]
        bundle.checks = [.init(name: harm, result: harm, detail: harm)]
        bundle.logs = [.init(source: harm, lines: [harm])]
        bundle.ledger = [.init(path: harm, bytes: Array(harm.utf8))]
        bundle.timing = [.max] + Array(repeating: 0, count: events.count)
        let side = await Pages.side(.bundle(bundle), name: harm)
        for page in [RunPage(side).text, RunPage(side, beside: side).text] {
            #expect(!page.has("<img"))
            #expect(!page.has("\u{202E}"))
            #expect(!page.has("\" onclick"))
            #expect(page.ranges(of: "<script").count == 1)
        }
    }

    @Test("Two runs: what differs is told and marked, what is equal stands once")
    func comparesRuns() async {
        var (one, other) = (Pages.failing, Pages.failing)
        one.events.append(.read(path: "/x", .success(Array("a\nb\n".utf8))))
        other.events.append(.read(path: "/x", .success(Array("a\nnew\nb\n".utf8))))
        other.events.append(.variable("ONLY_THERE", "1"))
        let page = RunPage(
            await Pages.side(.trace(one)),
            beside: await Pages.side(.trace(other), name: "lab.jsonl")
        ).text
        #expect(page.has("<strong>1</strong> answered differently"))
        #expect(page.has("<strong>1</strong> asked only in lab.jsonl"))
        #expect(page.has("<strong>0</strong> asked only in customer.json"))
        #expect(page.ranges(of: "class=\"l added\"").count == 1)
        #expect(page.ranges(of: "class=\"l taken\"").count == 0)
        // Both have their time, and the facts of both stand among the differences.
        #expect(page.ranges(of: "class=\"lanes\"").count == 2)
        #expect(!page.has("id=\"facts\""))
    }

    @Test("Four thousand questions are a page of linear size")
    func isLinear() async {
        func size(_ count: Int) async -> Int {
            let events = (0..<count).map { Trace.Event.variable("NAME\($0)", "value") }
            let trace = Trace(version: "0.1.0", arguments: ["x"], events: events, exitCode: 0)
            return RunPage(await RunPage.Side(.trace(trace), name: "t")).text.utf8.count
        }
        let (small, large) = (await size(400), await size(4_000))
        #expect(large < small * 11)
    }
}

extension String {
    /// Whether a text stands in it; an expectation that fails does not print all of a page.
    fileprivate func has(_ text: String) -> Bool { contains(text) }
}
