import MNCore
import MNSim
import Testing

@testable import mn

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What every terminal keeps to, that of the process and those that stand in for it.
@Suite struct `Terminals of every kind` {
    enum Kind: String, CaseIterable, Sendable {
        case captured, coloured, job, traced, discreet, presented
        /// The process's own, on two pipes.
        case pipe
        /// The process's own, on two pseudo terminals.
        case screen

        /// Those that there are here.
        static let here = allCases.filter { kind in
            #if os(Linux)
            return kind != .screen || FileStatus.exists("/dev/ptmx")
            #else
            return kind != .screen
            #endif
        }
    }

    static func bench(_ kind: Kind) throws -> TerminalBench {
        switch kind {
        case .captured: captured()
        case .coloured: captured(hasColour: true)
        case .job: try job()
        case .traced: captured { Tracer(.bare(terminal: $0)).world.terminal }
        case .discreet: captured { World.bare(terminal: $0).discreet().terminal }
        case .presented: captured { PresentedTerminal($0, Presentation.Options()) }
        case .pipe: try pipes()
        case .screen: try screens()
        }
    }

    private static func captured(
        hasColour: Bool = false, _ wrap: (any Terminal) -> any Terminal = { $0 }
    ) -> TerminalBench {
        let inner = CapturedTerminal(Presentation(width: 80, hasColour: hasColour))
        return TerminalBench(
            terminal: wrap(inner), seen: { (inner.output, inner.error) }, width: 80,
            hasColour: hasColour)
    }

    private static func job() throws -> TerminalBench {
        var bench = captured()
        let terminal = JobTerminal(bench.terminal, environment: ["GITHUB_ACTIONS": "true"])
        bench.terminal = try #require(terminal)
        bench.isJob = true
        return bench
    }

    private static func live(
        _ output: Watched, _ error: Watched, width: Int? = nil, hasColour: Bool = false
    ) -> TerminalBench {
        let terminal = LiveTerminal(
            environment: ["TERM": "xterm", "LANG": "C.UTF-8"], output: output.descriptor,
            error: error.descriptor)
        return TerminalBench(
            terminal: terminal,
            seen: {
                terminal.flush()
                return (output.text(), error.text())
            }, width: width, hasColour: hasColour)
    }

    private static func pipes() throws -> TerminalBench {
        func pipe() throws -> Watched {
            let (read, write) = try Processes.pipe()
            return Watched(OwnedDescriptor(read), OwnedDescriptor(write))
        }
        return live(try pipe(), try pipe())
    }

    private static func screens() throws -> TerminalBench {
        func screen() throws -> Watched {
            let window = try OwnedDescriptor.opened("/dev/ptmx", O_RDWR | O_NOCTTY)
            #if os(Linux)
            let screen = try PseudoTerminal.screen(of: window.number, columns: 91)
            #else
            let screen = window.number
            #endif
            return Watched(window, OwnedDescriptor(screen))
        }
        return live(try screen(), try screen(), width: 91, hasColour: true)
    }

    @Test(arguments: Kind.here, SeamRule<TerminalBench>.terminal)
    func `keep to the rule`(kind: Kind, rule: SeamRule<TerminalBench>) async throws {
        #expect(await rule.findings(on: try Self.bench(kind)) == [])
    }

    @Test(arguments: SeamRule<TerminalBench>.terminal)
    func `that break a rule are told`(rule: SeamRule<TerminalBench>) async throws {
        #expect(await rule.findings(on: rule.breaking(try Self.job())) != [])
    }
}

/// Where a terminal writes, and the end at which it is read.
private final class Watched: Sendable {
    private let reading: OwnedDescriptor
    private let writing: OwnedDescriptor

    init(_ reading: consuming OwnedDescriptor, _ writing: consuming OwnedDescriptor) {
        self.reading = reading
        self.writing = writing
    }

    var descriptor: Int32 { writing.number }

    /// What was written until now; a terminal shows the end of a line as two characters.
    func text() -> String {
        // What is written last is read last: then all has come.
        let end: UInt8 = 0x1F
        guard (try? writing.writeAll([end])) != nil else { return "not written" }
        var found: [UInt8] = []
        var bytes = [UInt8](repeating: 0, count: 4096)
        while found.last != end {
            let count = unsafe read(reading.number, &bytes, bytes.count)
            guard count > 0 else { break }
            found += bytes.prefix(count)
        }
        return String(decoding: found.dropLast(), as: UTF8.self).replacing("\r\n", with: "\n")
    }
}

#if os(Linux)
enum PseudoTerminal {
    /// Opens the other end of a pseudo terminal: ioctl_tty(2), TIOCSPTLCK and TIOCGPTN.
    static func screen(of window: Int32, columns: UInt16) throws(SystemFault) -> Int32 {
        var number: Int32 = 0
        var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        guard unsafe ioctl(window, UInt(0x4004_5431), &number) == 0,
            unsafe ioctl(window, UInt(0x8004_5430), &number) == 0,
            unsafe ioctl(window, UInt(TIOCSWINSZ), &size) == 0
        else { throw SystemFault("ioctl") }
        let screen = unsafe open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard screen >= 0 else { throw SystemFault("open") }
        return screen
    }
}
#endif
