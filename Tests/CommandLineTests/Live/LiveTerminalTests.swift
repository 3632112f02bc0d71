import MNCore
import Testing

@testable import mn

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

@Suite struct `A live terminal` {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A terminal that is none: everything goes to one file.
    func file(_ body: (LiveTerminal) throws -> Void) throws -> String? {
        let descriptor = try OwnedDescriptor.opened(
            folder("output"), O_WRONLY | O_CREAT | O_APPEND, mode: 0o600)
        let number = descriptor.number
        try body(LiveTerminal(environment: ["COLUMNS": "70"], output: number, error: number))
        return folder.text("output")
    }

    @Test func `keeps the order of both outputs`() throws {
        let text = try file { terminal in
            terminal.write("one ")
            terminal.write("two ")
            terminal.writeError("three ")
            terminal.write("four")
            #expect(terminal.flush() == nil)
        }
        #expect(text == "one two three four")
    }

    @Test func `holds back less than a block, and lets it go at its end`() throws {
        let block = String(repeating: "x", count: LiveTerminal.blockSize)
        let text = try file { terminal in
            terminal.write("small")
            #expect(folder.text("output") == "")
            terminal.write(block)
            #expect(folder.text("output") == "small" + block)
            terminal.write("rest")
        }
        #expect(text == "small" + block + "rest")
    }

    @Test func `that is a file has no width and no colour`() throws {
        _ = try file { terminal in
            #expect(terminal.width == nil)
            #expect(!terminal.presentation.hasColour)
        }
    }

    @Test func `ends quietly when the reader has gone`() throws {
        signal(SIGPIPE, SIG_IGN)
        let (read, write) = try Processes.pipe()
        close(read)
        let writing = OwnedDescriptor(write)
        let terminal = LiveTerminal(
            environment: [:], output: writing.number, error: writing.number)
        terminal.write("nobody")
        #expect(terminal.flush() == nil)
        terminal.writeError("reads")
        terminal.write("this")
        #expect(terminal.flush() == nil)
    }

    @Test(.enabled("needs a device that is always full") { FileStatus.exists("/dev/full") })
    func `says that the answer could not be written`() throws {
        let full = try OwnedDescriptor.opened("/dev/full", O_WRONLY)
        let terminal = LiveTerminal(environment: [:], output: full.number, error: full.number)
        terminal.write("lost")
        #expect(terminal.flush() == SystemFault("write", code: ENOSPC))
    }

    @Test func `waits for a reader that is slow, on a descriptor that does not block`() async throws
    {
        let (end, number) = try Processes.pipe()
        let reading = OwnedDescriptor(end)
        #expect(fcntl(number, F_SETFL, O_NONBLOCK) == 0)
        let text = String(repeating: "x", count: 300_000)
        // More than the pipe holds, so the writer cannot be done before the reader begins.
        async let written: Void = {
            let writing = OwnedDescriptor(number)
            let terminal = LiveTerminal(environment: [:], output: writing.number, error: 2)
            terminal.write(text)
            #expect(terminal.flush() == nil)
        }()
        let read = try reading.readAll(limit: 1_000_000)
        await written
        #expect(read.count == text.utf8.count)
    }

    #if os(Linux)
    @Test(.enabled("needs a pseudo terminal") { FileStatus.exists("/dev/ptmx") })
    func `takes progress away for a sentence, and leaves it where the process ends`() throws {
        let window = try OwnedDescriptor.opened("/dev/ptmx", O_RDWR)
        let screen = OwnedDescriptor(try PseudoTerminal.screen(of: window.number, columns: 80))
        let terminal = LiveTerminal(
            environment: ["TERM": "xterm"], output: screen.number, error: screen.number)
        terminal.showProgress("1 of 3")
        terminal.showProgress("2 of 3")
        terminal.writeError("a sentence")
        terminal.leave()
        terminal.showProgress("3 of 3")
        terminal.leave()
        terminal.leave()
        let wanted =
            "\r\u{1B}[K1 of 3\r\u{1B}[K2 of 3\r\u{1B}[Ka sentence\r\u{1B}[K3 of 3\r\n"
        var bytes = [UInt8](repeating: 0, count: 1000)
        var found: [UInt8] = []
        while found.count < wanted.utf8.count {
            let count = unsafe read(window.number, &bytes, bytes.count)
            guard count > 0 else { break }
            found += bytes.prefix(count)
        }
        #expect(String(decoding: found, as: UTF8.self) == wanted)
    }
    #endif

    @Test(.enabled("needs a pseudo terminal") { FileStatus.exists("/dev/ptmx") })
    func `that is a terminal has a width and colours`() throws {
        let window = try OwnedDescriptor.opened("/dev/ptmx", O_RDWR)
        func terminal(_ environment: [String: String]) -> LiveTerminal {
            LiveTerminal(environment: environment, output: window.number, error: window.number)
        }
        #expect(terminal([:]).width == nil)
        #expect(terminal(["COLUMNS": "70"]).width == 70)
        #expect(terminal(["COLUMNS": "-1"]).width == nil)
        var size = winsize(ws_row: 24, ws_col: 91, ws_xpixel: 0, ws_ypixel: 0)
        #expect(unsafe ioctl(window.number, UInt(TIOCSWINSZ), &size) == 0)
        #expect(terminal(["COLUMNS": "70"]).width == 91)
        let screen = terminal(["TERM": "xterm", "LANG": "C.UTF-8"]).presentation
        #expect(screen.hasColour && screen.hasErrorColour && screen.showsProgress)
        #expect(screen.errorWidth == 91 && screen.signs == .unicode)
    }
}
