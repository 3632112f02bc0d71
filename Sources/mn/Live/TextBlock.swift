/// Texts as C takes them, for as long as the value lives.
@safe final class TextBlock {
    private var blocks: [UnsafeMutableRawPointer] = unsafe []

    deinit { unsafe blocks.forEach { unsafe $0.deallocate() } }

    func bytes(_ bytes: [UInt8]) -> UnsafePointer<CChar> {
        let block = UnsafeMutableRawPointer.allocate(byteCount: bytes.count + 1, alignment: 1)
        unsafe block.copyMemory(from: bytes + [0], byteCount: bytes.count + 1)
        unsafe blocks.append(block)
        return unsafe UnsafePointer(block.assumingMemoryBound(to: CChar.self))
    }

    /// A text up to its first NUL, which no argument can have.
    func text(_ text: String) -> UnsafePointer<CChar> { unsafe bytes(Array(text.utf8)) }

    func list(_ texts: [[UInt8]]) -> UnsafePointer<UnsafeMutablePointer<CChar>?> {
        let size = unsafe MemoryLayout<UnsafeMutablePointer<CChar>?>.stride * (texts.count + 1)
        let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        unsafe blocks.append(block)
        let list = unsafe block.bindMemory(
            to: UnsafeMutablePointer<CChar>?.self, capacity: texts.count + 1)
        for (index, word) in texts.enumerated() {
            unsafe (list + index).initialize(to: UnsafeMutablePointer(mutating: bytes(word)))
        }
        unsafe (list + texts.count).initialize(to: nil)
        return unsafe UnsafePointer(list)
    }
}
