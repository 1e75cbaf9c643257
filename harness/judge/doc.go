// Package judge decides verdicts. It is pure: what it says follows from a slice of recorded events and nothing else, so
// a verdict can be given while a purpose runs, again at the end of the run, and years later from the stored log.
//
// What a purpose expects is a [Claim]: data, of one type for each kind of expectation ([Arrives], [Registered], [ShownAs]
// ...). Judging one gives a [Finding], which names the guarantee that was broken (the Err variables) and says in a sentence
// who, what was expected, what was seen, and within what bound. A claim is open while something that may still come in
// time can make it true; once it is decided it can only become worse.
//
// [Conclude] puts the findings on a purpose together, and sees to it that nobody earns a pass by accident: a purpose that
// asserts nothing, or nothing about an IM that it sent, or nothing that rests on what the implementation did, does not
// pass; nor does an [Absence] that no fence bounds or whose observer was never seen to see anything.
//
// Claims may come from several observers, whose clocks are taken to agree and whose events may be interleaved in any way
// that keeps each observer's own order. Where order between observers matters, the times of the events decide.
package judge
