package report

import (
	"fmt"
	"maps"
	"slices"
)

// Part is the report of a part of a run, with a name for it: its directory, or its environment.
type Part struct {
	Name   string
	Result Result
}

// Merge puts together the reports of the parts of one run: of what was to give the verdicts of its plan from number from up
// to number to, which is not one of them. It is an error, that names the parts, when they are not parts of the same run,
// when a verdict is missing or comes twice, and when a report is not what was written once.
//
// The result is that of a run that was never taken apart, but for its times: it began when the first part did, and took as
// long as all of them together.
func Merge(parts []Part, from, to int) (Result, error) {
	parts = slices.Clone(parts)
	slices.SortStableFunc(parts, func(a, b Part) int { return a.Result.Plan.From - b.Result.Plan.From })
	if len(parts) == 0 {
		return Result{}, fmt.Errorf("there is no report to merge")
	}
	at := from
	for _, p := range parts {
		if err := p.untouched(); err != nil {
			return Result{}, err
		}
		if what := parts[0].differs(p); what != "" {
			return Result{}, fmt.Errorf("%s and %s are not parts of the same run: %s", parts[0].Name, p.Name, what)
		}
	}
	for i, p := range parts {
		switch plan := p.Result.Plan; {
		case plan.From > at:
			return Result{}, gap(at, plan.From, plan.Size)
		case plan.From < at && i > 0:
			return Result{}, fmt.Errorf("%s and %s overlap: both have verdict %d of %d", parts[i-1].Name, p.Name, plan.From+1, plan.Size)
		case plan.From < at || plan.To > to:
			return Result{}, fmt.Errorf("%s has more than was asked for", p.Name)
		default:
			at = plan.To
		}
	}
	if at < to {
		return Result{}, gap(at, to, parts[0].Result.Plan.Size)
	}
	return join(parts), nil
}

func gap(from, to, of int) error {
	return fmt.Errorf("the reports are not all of the run: verdicts %d to %d of %d are in none of them", from+1, to, of)
}

// untouched says whether what a report comes to is what it says. One that was changed by hand, or written by half, is not
// evidence of anything.
func (p Part) untouched() error {
	again := p.Result
	Summarise(&again)
	said, is := p.Result, again
	if said.Result != is.Result || said.Reason != is.Reason || said.Summary != is.Summary || said.Partial != is.Partial || said.Selection != is.Selection {
		return fmt.Errorf("the report of %s was changed since it was written: it says %s%s, and what is in it comes to %s%s",
			p.Name, said.Result, because(said.Reason), is.Result, because(is.Reason))
	}
	return nil
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return " (" + reason + ")"
}

// differs says what keeps two parts from being of the same run, or "".
func (p Part) differs(q Part) string {
	a, b := p.Result, q.Result
	terms := func(r Result) string {
		var all []string
		for _, w := range r.Waivers {
			w.Holds, w.Trouble = false, ""
			all = append(all, fmt.Sprintf("%+v", w))
		}
		return fmt.Sprint(all)
	}
	fakes := func(r Result) string {
		all := map[string]bool{}
		for _, e := range r.Environments {
			all[e.Fakes] = true
		}
		return fmt.Sprint(slices.Sorted(maps.Keys(all)))
	}
	for _, of := range []struct{ what, a, b string }{
		{"the version of duet", a.Duet, b.Duet},
		{"the implementation", a.IUT.identity(), b.IUT.identity()},
		{"what the ICS claims", fmt.Sprint(a.IUT.Claims), fmt.Sprint(b.IUT.Claims)},
		{"the seed", fmt.Sprint(a.Seed), fmt.Sprint(b.Seed)},
		{"what was selected", a.Plan.Options, b.Plan.Options},
		{"the plan", a.Plan.outline(), b.Plan.outline()},
		{"the waivers", terms(a), terms(b)},
	} {
		if of.a != of.b {
			return fmt.Sprintf("%s is %q in the one and %q in the other", of.what, of.a, of.b)
		}
	}
	if len(a.Environments) > 0 && len(b.Environments) > 0 && fakes(a) != fakes(b) {
		return fmt.Sprintf("the fakes are %s in the one and %s in the other", fakes(a), fakes(b))
	}
	return ""
}

// identity is what makes an implementation the same.
func (i IUT) identity() string {
	return fmt.Sprintf("%s (%s) %v %v", i.Name, i.Adapter, i.Command, i.Faults)
}

// outline is what is the same in the plans of all parts of a run.
func (p Plan) outline() string {
	return fmt.Sprintf("%d verdicts on %d of %d purposes in %d of %d environments, %s", p.Size, p.Purposes, p.Catalogue, p.Environments, p.Claimed, p.Digest)
}

// join makes one result of parts that fit together.
func join(parts []Part) Result {
	all := parts[0].Result
	all.Plan.To = parts[len(parts)-1].Result.Plan.To
	all.Environments, all.Purposes, all.Violations, all.Observations, all.DurationMs = nil, nil, nil, nil, 0
	for _, p := range parts {
		r := p.Result
		if r.Plan.Shard != all.Plan.Shard {
			all.Plan.Shard = ""
		}
		if r.Started.Before(all.Started) {
			all.Started = r.Started
		}
		all.DurationMs += r.DurationMs
		for _, e := range r.Environments {
			all.enter(e)
		}
		all.Purposes = append(all.Purposes, r.Purposes...)
		all.Violations = append(all.Violations, r.Violations...)
		all.Observations = append(all.Observations, r.Observations...)
	}
	if all.Plan.whole() {
		all.Plan.Shard = ""
	}
	Summarise(&all)
	return all
}

// enter takes in what is known of an environment from one part. Another may have known of it already.
func (r *Result) enter(e Environment) {
	i := slices.IndexFunc(r.Environments, func(known Environment) bool { return known.Environment == e.Environment })
	if i < 0 {
		r.Environments = append(r.Environments, e)
		return
	}
	known := &r.Environments[i]
	known.SeenAtS += e.SeenAtS
	known.SeenAtT += e.SeenAtT
	known.TesterTrouble = slices.Concat(known.TesterTrouble, e.TesterTrouble)
	known.IUTTrouble = slices.Concat(known.IUTTrouble, e.IUTTrouble)
	known.Output += e.Output
	known.DurationMs += e.DurationMs
}
