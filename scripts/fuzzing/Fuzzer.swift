import Glibc

// What libFuzzer calls; the target is named by MN_FUZZ_TARGET.

private let target: FuzzTarget = {
    let name = unsafe getenv("MN_FUZZ_TARGET").map { unsafe String(cString: $0) } ?? ""
    guard let target = FuzzTarget.named(name) else {
        // libFuzzer takes an ordinary exit for a fault, and nothing is flushed.
        let names = FuzzTarget.all.map { $0.name + "\n" }.joined()
        _ = names.withCString { unsafe write(STDOUT_FILENO, $0, strlen($0)) }
        _exit(0)
    }
    return target
}()

/// A second of the processor's time is too much for any input; the time of others does not count.
private let limit = 1_000_000_000

private func processorTime() -> Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(unsafe UnsafeBufferPointer(start: bytes, count: count))
    let start = processorTime()
    do {
        try target.feed(input)
    } catch {
        fail("a promise is broken: \(error)")
    }
    let used = processorTime() - start
    if used > limit { fail("it took \(used / 1_000_000) ms of the processor's time") }
    return 0
}

/// libFuzzer keeps the input of what aborts.
private func fail(_ words: String) -> Never {
    let line = "==FAULT== \(words.prefix(4000))\n"
    _ = line.withCString { unsafe write(STDERR_FILENO, $0, strlen($0)) }
    abort()
}
