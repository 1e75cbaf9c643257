// Package routing judges where an IM from an SfB user arrives: every row of the oracle that the
// document decides.
//
//	Teams  SfB client  in an SfB call               later activity              arrives at
//	in     out         -                            -                           Teams
//	in     in          no                           Teams                       Teams
//	in     in          no                           SfB, or the end of a call   the SfB client
//	in     in          yes, nothing done in Teams   -                           the SfB client
//	in     in          yes, the user acted in Teams -                           left open: observed, not judged
//	out    in          any                          any                         the SfB client
//	out    out         -                            -                           nowhere, and the sender is told
package routing
