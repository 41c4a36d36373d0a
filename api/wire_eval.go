package api

import (
	"encoding/json"
	"strings"
)

type evaluatorWire struct {
	ID          string       `json:"id"`
	Name        string       `json:"name"`
	Description string       `json:"description"`
	Type        string       `json:"type"`
	SpaceID     string       `json:"space_id"`
	CreatedAt   stamp        `json:"created_at"`
	UpdatedAt   stamp        `json:"updated_at"`
	CreatedBy   string       `json:"created_by_user_id"`
	Version     *versionWire `json:"version"`
}

func (c *Client) evaluator(w *evaluatorWire) Evaluator {
	e := Evaluator{
		ID: w.ID, Name: w.Name, Description: w.Description, Type: c.dialect.evaluatorType(w.Type), SpaceID: w.SpaceID,
		CreatedAt: w.CreatedAt.at, UpdatedAt: w.UpdatedAt.at, CreatedBy: w.CreatedBy,
	}
	if w.Version != nil {
		v := c.version(w.Version)
		e.Version = &v
	}
	return e
}

type versionWire struct {
	ID            string        `json:"id"`
	EvaluatorID   string        `json:"evaluator_id"`
	CommitHash    string        `json:"commit_hash"`
	CommitMessage string        `json:"commit_message"`
	CreatedAt     stamp         `json:"created_at"`
	CreatedBy     string        `json:"created_by_user_id"`
	Type          string        `json:"type"`
	Template      *templateWire `json:"template_config"`
	Code          *CodeConfig   `json:"code_config"`
	Remote        *RemoteConfig `json:"remote_config"`
}

// templateWire knows both names of the function calling field (contract
// section 6, Evaluators).
type templateWire struct {
	TemplateConfig
	OldFunctionCalling *bool `json:"use_function_calling_if_available"`
}

func (c *Client) version(w *versionWire) EvaluatorVersion {
	v := EvaluatorVersion{
		ID: w.ID, EvaluatorID: w.EvaluatorID, CommitHash: w.CommitHash, CommitMessage: w.CommitMessage,
		CreatedAt: w.CreatedAt.at, CreatedBy: w.CreatedBy, Type: c.dialect.evaluatorType(w.Type), Remote: w.Remote,
	}
	if t := w.Template; t != nil {
		config := t.TemplateConfig
		if config.FunctionCalling == nil {
			config.FunctionCalling = t.OldFunctionCalling
		}
		config.Granularity = c.dialect.granularity(config.Granularity)
		config.Direction = strings.ToUpper(config.Direction)
		v.Template = &config
	}
	if w.Code != nil {
		config := *w.Code
		config.Type = c.dialect.codeType(config.Type)
		config.Managed = c.dialect.managed(config.Managed)
		config.Granularity = c.dialect.granularity(config.Granularity)
		v.Code = &config
	}
	return v
}

type spanWire struct {
	Name    string `json:"name"`
	Context struct {
		TraceID string `json:"trace_id"`
		SpanID  string `json:"span_id"`
	} `json:"context"`
	Kind          string          `json:"kind"`
	ParentID      string          `json:"parent_id"`
	StartTime     stamp           `json:"start_time"`
	EndTime       stamp           `json:"end_time"`
	StatusCode    string          `json:"status_code"`
	StatusMessage string          `json:"status_message"`
	Attributes    json.RawMessage `json:"attributes"`
	Evaluations   []Evaluation    `json:"evaluations"`
	Events        []struct {
		Name       string          `json:"name"`
		Timestamp  stamp           `json:"timestamp"`
		Attributes json.RawMessage `json:"attributes"`
	} `json:"events"`
}

func (w *spanWire) span() Span {
	s := Span{
		Name: w.Name, TraceID: w.Context.TraceID, SpanID: w.Context.SpanID, ParentID: w.ParentID, Kind: w.Kind,
		StartTime: w.StartTime.at, EndTime: w.EndTime.at, StatusCode: w.StatusCode, StatusMessage: w.StatusMessage,
		Attributes: nullAsEmpty(w.Attributes), Evaluations: w.Evaluations,
	}
	for _, e := range w.Events {
		s.Events = append(s.Events, SpanEvent{Name: e.Name, Timestamp: e.Timestamp.at, Attributes: nullAsEmpty(e.Attributes)})
	}
	return s
}
