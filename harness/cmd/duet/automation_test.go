package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	. "github.com/onsi/gomega"
)

// decoded reads a YAML file of the project into a struct that has every key of it.
func decoded(t *testing.T, file string, into any) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(top, file))
	NewWithT(t).Expect(err).NotTo(HaveOccurred())
	NewWithT(t).Expect(yaml.UnmarshalWithOptions(text, into, yaml.Strict())).To(Succeed(), file)
	return string(text)
}

// action is what GitHub reads of an action.yml.
type action struct {
	Name, Description string
	Inputs            map[string]struct {
		Description string
		Default     string
	}
	Outputs map[string]struct{ Description, Value string }
	Runs    struct {
		Using string
		Steps []struct {
			Name, ID, Uses, Shell, Run, If string
			With, Env                      map[string]string
		}
	}
}

func TestTheActionUsesWhatThereIs(t *testing.T) {
	g := NewWithT(t)
	var a action
	text := decoded(t, ".github/actions/duet/action.yml", &a)
	g.Expect(a.Runs.Using).To(Equal("composite"))
	for name, input := range a.Inputs {
		g.Expect(input.Description).NotTo(BeEmpty(), name)
		g.Expect(text).To(ContainSubstring("${{ inputs."+name+" }}"), "the input %s is not used", name)
	}
	for name, output := range a.Outputs {
		g.Expect(output.Description).NotTo(BeEmpty(), name)
		g.Expect(text).To(ContainSubstring(`echo "`+name+`=`), "the output %s is never set", name)
	}
	help := call(t, "run", "--help").output
	var options []string
	for _, step := range a.Runs.Steps {
		g.Expect(step.Run == "" || step.Shell != "").To(BeTrue(), "a step without a shell: %s", step.Run)
		g.Expect(step.Run).NotTo(ContainSubstring("${{"), "what a workflow says must not become part of a script")
		if step.ID == "run" {
			options = regexp.MustCompile(`--[a-z]+`).FindAllString(step.Run, -1)
		}
	}
	g.Expect(options).To(HaveLen(4))
	for _, option := range options {
		g.Expect(help).To(ContainSubstring(" " + option + " "))
	}
}

func TestTheWorkflowMergesEveryShard(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(top, ".github/workflows/conformance.yml"))
	NewWithT(t).Expect(err).NotTo(HaveOccurred())
	m := regexp.MustCompile(`bin/duet (merge [^\n]*)`).FindStringSubmatch(string(text))
	NewWithT(t).Expect(m).NotTo(BeNil())
	NewWithT(t).Expect(call(t, "merge", "--help").output).To(ContainSubstring(" --out "))
	NewWithT(t).Expect(string(text)).To(And(ContainSubstring("shard: [1, 2, 3, 4]"), ContainSubstring("${{ matrix.shard }}/4")))
}

// job is what Kubernetes reads of a Job, as far as ours says something.
type job struct {
	APIVersion string `yaml:"apiVersion"`
	Kind       string
	Metadata   struct{ Name string }
	Spec       struct {
		CompletionMode string `yaml:"completionMode"`
		Completions    int
		Parallelism    int
		BackoffLimit   int `yaml:"backoffLimit"`
		Template       struct {
			Metadata struct{ Labels map[string]string }
			Spec     struct {
				RestartPolicy   string `yaml:"restartPolicy"`
				SecurityContext struct {
					RunAsNonRoot bool  `yaml:"runAsNonRoot"`
					RunAsUser    int64 `yaml:"runAsUser"`
					FSGroup      int64 `yaml:"fsGroup"`
				} `yaml:"securityContext"`
				Containers []struct {
					Name, Image  string
					Args         []string
					Resources    struct{ Requests map[string]string }
					VolumeMounts []struct {
						Name      string
						MountPath string `yaml:"mountPath"`
					} `yaml:"volumeMounts"`
				}
				Volumes []struct {
					Name                  string
					ConfigMap             struct{ Name string } `yaml:"configMap"`
					PersistentVolumeClaim struct {
						ClaimName string `yaml:"claimName"`
					} `yaml:"persistentVolumeClaim"`
					EmptyDir struct{} `yaml:"emptyDir"`
				}
			}
		}
	}
}

func TestTheJobRunsOneShardAPod(t *testing.T) {
	g := NewWithT(t)
	var j job
	decoded(t, ".kubernetes/job.yaml", &j)
	g.Expect([]string{j.APIVersion, j.Kind, j.Spec.CompletionMode}).To(Equal([]string{"batch/v1", "Job", "Indexed"}))
	pod := j.Spec.Template.Spec
	g.Expect(pod.RestartPolicy).To(Equal("Never"))
	g.Expect(pod.Containers).To(HaveLen(1))
	args := pod.Containers[0].Args
	g.Expect(args).To(ContainElement("index/4"))
	g.Expect(j.Spec.Completions).To(Equal(4), "there are as many pods as shards")
	help := call(t, args[0], "--help").output
	for _, arg := range args {
		if strings.HasPrefix(arg, "--") {
			g.Expect(help).To(ContainSubstring(" " + arg + " "))
		}
	}
	var volumes []string
	for _, v := range pod.Volumes {
		volumes = append(volumes, v.Name)
	}
	for _, m := range pod.Containers[0].VolumeMounts {
		g.Expect(slices.Contains(volumes, m.Name)).To(BeTrue(), m.Name)
	}
}

func TestAShardIsThatOfItsPod(t *testing.T) {
	g := NewWithT(t)
	t.Setenv(indexVariable, "")
	g.Expect(ofIndex("index/4")).To(Equal("index/4"), "which is refused where there is no index")
	t.Setenv(indexVariable, "2")
	g.Expect(ofIndex("index/4")).To(Equal("3/4"))
	g.Expect(ofIndex("1/4")).To(Equal("1/4"))
}
