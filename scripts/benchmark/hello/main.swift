// The smallest program that uses FoundationEssentials: what `mn --version` is measured against.
#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

print("hello, \(Data("world".utf8).count)")
